//! Recognition: of persons it is of their government; "no longer" withdraws it; who declares not to give it refuses it.

use super::*;
use crate::syntax::Modal;

impl Recogniser<'_, '_, '_> {
    /// "recognised Guaido": whom one recognises as a person is recognised as a government.
    pub(super) fn recognised_persons(&self, found: &mut [Finding]) {
        let acts = self.codebook.acts();
        let Some(government) = acts.iter().position(|a| a.id == "recognize-government") else {
            return;
        };
        for finding in found
            .iter_mut()
            .filter(|f| acts[f.act].id == "recognize-state")
        {
            let person = |side: &Side| {
                self.clauses.s.toks.iter().any(|t| {
                    let inside = side.span.start <= t.span.start && t.span.end <= side.span.end;
                    inside
                        && t.mention
                            .is_some_and(|m| self.clauses.mentions[m].usage == NameUse::Holder)
                })
            };
            if !finding.objects.is_empty() && finding.objects.iter().all(person) {
                finding.act = government;
            }
        }
    }

    /// "recognised Kosovo in 2012 and withdrew its recognition in 2019": what the sentence told of last as recognised, else a sentence before.
    pub(super) fn recognised_before(&self) -> Vec<Side> {
        let here = self.recognised.borrow();
        match here.is_empty() {
            false => here.clone(),
            true => self.discourse.last_objects.clone(),
        }
    }

    /// "no longer recognises": recognition is withdrawn.
    pub(super) fn no_longer(&self, found: &mut [Finding]) {
        let acts = self.codebook.acts();
        let Some(withdraw) = acts.iter().position(|a| a.id == "withdraw-recognition") else {
            return;
        };
        for finding in found
            .iter_mut()
            .filter(|f| acts[f.act].id.starts_with("recognize-") && f.force == Force::Negated)
            .filter(|f| acts[f.act].id != "recognize-claim")
        {
            finding.act = withdraw;
            finding.force = Force::Asserted;
        }
    }

    /// "does not recognise", "refused to recognise", "has no intention of recognising": recognition is refused. "Has
    /// not recognised" tells only that it was not done.
    pub(super) fn refused(&self, vg: usize, found: &mut [Finding]) {
        let acts = self.codebook.acts();
        let Some(refuse) = acts.iter().position(|a| a.id == "refuse-recognition") else {
            return;
        };
        let s = self.clauses.s;
        let v = &s.vgs[vg];
        let outer = match v.shape {
            VerbShape::Finite => vg,
            _ => match self.clauses.governor(vg).and_then(|g| g.vg) {
                Some(outer) => outer,
                None => return,
            },
        };
        let o = &s.vgs[outer];
        let declared = match o.lemma.as_str() {
            "refuse" | "decline" => !o.negated && o.modal.is_none(),
            "intend" | "plan" => o.negated && o.modal.is_none() && !o.perfect,
            _ => {
                let ahead = matches!(v.modal, None | Some(Modal::Will | Modal::Would));
                outer == vg && v.negated && ahead && !v.perfect && !v.passive
            }
        };
        for finding in found.iter_mut().filter(|f| {
            declared
                && f.force == Force::Negated
                && matches!(
                    acts[f.act].id.as_str(),
                    "recognize-state" | "recognize-government"
                )
        }) {
            finding.act = refuse;
            finding.force = Force::Asserted;
        }
    }
}
