//! Membership: of which organisation, where the text leaves it out.

use super::*;

impl Finding {
    /// Of an act of membership the organisation.
    pub fn organisation(&self, act: &Act) -> Option<&Side> {
        let moves = act.moves.as_ref().filter(|m| m.aspect == "membership")?;
        match moves.to.as_deref() {
            Some("actor") => self.actors.first(),
            _ => self.objects.first(),
        }
    }
}

impl Recogniser<'_, '_, '_> {
    /// "Gabon, which joined in 2022", "South Africa was readmitted in 1994": the organisation of which the report told
    /// last, where a state itself is the subject and nothing but a time or another clause follows.
    pub(super) fn organisation_left_out(&self, vg: usize, after: usize) -> Option<Side> {
        let s = self.clauses.s;
        let next = (after..s.chunks.len()).find(|&c| s.chunks[c].kind != Kind::Adverb);
        let ends = next.is_none_or(|c| match s.chunks[c].kind {
            Kind::Date | Kind::Comma | Kind::Stop | Kind::And | Kind::Sub => true,
            Kind::Prep => matches!(s.word_of(c), "after" | "before" | "following" | "since"),
            _ => false,
        });
        let clause = after..self.clause_end(after);
        let elsewhere = clause.clone().any(|c| match s.chunks[c].kind {
            Kind::Prep => matches!(s.word_of(c), "to" | "from" | "for" | "into" | "of" | "with"),
            Kind::Vg(v) => s.vgs[v].shape == VerbShape::Infinitive,
            _ => false,
        });
        let v = &s.vgs[vg];
        let governed = self.clauses.governor(vg).is_some();
        let told_as_done = v.shape == VerbShape::Finite && v.modal.is_none() && !v.negated;
        // without a time it may be any that the report knows of
        let when = match told_as_done {
            true => {
                let start = self.clause_start(v.chunk);
                (start..clause.end).any(|c| s.chunks[c].kind == Kind::Date && s.word_of(c) != "for")
            }
            // "the fourth to come back after leaving"
            false => {
                let behind = v.chunk.checked_sub(1).map(|c| s.chunks[c].kind);
                v.shape != VerbShape::Gerund
                    || (governed && !matches!(behind, Some(Kind::Prep | Kind::Sub)))
            }
        };
        let subject = self.clauses.subject(vg)?;
        (ends && !elsewhere && when && self.is_state_itself(subject)).then(|| {
            let told = self.joined.borrow().clone()?;
            Some(Side {
                implicit: true,
                ..told
            })
        })?
    }

    /// The chunk at which the clause of the one given begins.
    fn clause_start(&self, chunk: usize) -> usize {
        let s = self.clauses.s;
        (0..chunk)
            .rev()
            .find(|&c| match s.chunks[c].kind {
                Kind::Stop | Kind::That | Kind::Sub => true,
                Kind::Vg(v) => s.vgs[v].shape == VerbShape::Finite,
                _ => false,
            })
            .map_or(0, |c| c + 1)
    }

    /// Whether the phrase is a state's name, or a word that goes back to a state, and not one of its people or things.
    fn is_state_itself(&self, np: usize) -> bool {
        let s = self.clauses.s;
        let head = &s.toks[s.nps[np].last];
        let named = head.mention.map(|m| &self.clauses.mentions[m]);
        match named {
            Some(mention) => {
                let name = matches!(
                    mention.usage,
                    NameUse::Official | NameUse::Name | NameUse::Former | NameUse::Abbreviation
                );
                let state = |&e: &EntityRef| self.gazetteer.entity(e).kind.is_polity();
                name && mention.entities.iter().all(state)
            }
            None => {
                matches!(
                    head.lower.as_str(),
                    "it" | "both" | "country" | "countries" | "kingdom" | "nation" | "republic"
                )
            }
        }
    }
}
