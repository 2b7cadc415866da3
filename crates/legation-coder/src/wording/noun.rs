//! Acts that a noun tells: "the severance of …".

use super::*;

impl Recogniser<'_, '_, '_> {
    pub(super) fn match_noun(
        &self,
        np: usize,
        chunk: usize,
        (act_at, act): (usize, &Act),
        wording: &Wording,
    ) -> Option<Finding> {
        let s = self.clauses.s;
        let phrase = s.nps[np].clone();
        let mut roles = Roles::default();
        let mut exact = 1;
        let before: Vec<&str> = (phrase.first..phrase.last)
            .map(|k| s.toks[k].lower.as_str())
            .collect();
        if !wording.needs_modifier.is_empty()
            && !wording
                .needs_modifier
                .iter()
                .any(|m| before.contains(&m.as_str()))
        {
            return None;
        }
        // "the expulsion on Monday of four diplomats"
        let next = if s
            .chunks
            .get(chunk + 1)
            .is_some_and(|c| c.kind == Kind::Date)
        {
            chunk + 2
        } else {
            chunk + 1
        };
        let of = (s.chunks.get(next).is_some_and(|c| c.kind == Kind::Prep)
            && matches!(s.word_of(next), "of" | "in"))
        .then(|| s.np_at(next + 1))
        .flatten();
        if wording.subject_theme.is_some() || wording.unnamed {
            return None;
        }
        let mut after = chunk + 1;
        let mut theme_np = None;
        if let Some(name) = &wording.theme {
            let theme = self.codebook.theme(name)?;
            // "Stockholm's expulsion of five Russians"
            let meant = |of: &usize| {
                self.is_theme(*of, theme) || (wording.persons && self.are_nationals(*of))
            };
            match of.filter(meant) {
                Some(of) => {
                    theme_np = Some(of);
                    after = s.nps[of].chunk + 1;
                }
                None => {
                    // "embassy closure", "ambassador's recall"
                    let inside = theme.heads.iter().any(|h| {
                        before.join(" ").ends_with(h.as_str())
                            || before.join(" ").ends_with(&format!("{h} 's"))
                    });
                    if !inside {
                        return None;
                    }
                }
            }
            exact += 4;
        } else if let Some(role) = wording.direct.as_deref()
            && let Some(of) = of.filter(|&of| s.word_of(s.nps[of].chunk - 1) == "of")
        {
            let sides = self.direct(of, wording);
            if sides.is_empty() && !wording.object_kind.is_empty() {
                // "the departure of Niger from ECOWAS"
                roles.add("actor", self.resolver.list(of, false));
            }
            roles.add(role, sides);
            after = s.nps[*self.clauses.lists[of].last().unwrap_or(&of)].chunk + 1;
        }
        // who does it: "by X", the owner, or the subject of the verb whose object it is
        let by = self.by_phrase(chunk + 1);
        if let Some(np) = by {
            roles.add("actor", self.resolver.list(np, false));
        }
        let owners = match self.resolver_owner_before(np) {
            Owner::Sides(sides) => sides,
            Owner::Pronoun => self.pronoun_owner(np),
            Owner::Nobody => Vec::new(),
        };
        if !owners.is_empty() {
            let thing = wording.direct.as_deref().unwrap_or("recipient");
            if by.is_some() && !roles.has(thing) {
                roles.add(thing, owners);
            } else if by.is_none() {
                roles.add("actor", owners);
            }
        }
        self.fill_roles(after, wording, &mut roles);
        if theme_np.is_none() {
            self.fill_roles(chunk + 1, wording, &mut roles);
        }
        if let Some(theme) = theme_np {
            self.fill_owner(theme, wording, &mut roles)?;
        }
        // "marks the 50th anniversary of the establishment of relations": long ago, on a day not told
        let anniversary = chunk >= 2
            && s.chunks[chunk - 1].kind == Kind::Prep
            && s.np_at(chunk - 2)
                .is_some_and(|noun| matches!(s.head(noun), "anniversary" | "jubilee"));
        if anniversary {
            return None;
        }
        let (force, presupposed, verb) = self.noun_force(np);
        if let (Some(of), Some(part)) = (theme_np, wording.part)
            && self.is_part(of, None) != part
        {
            return None;
        }
        // "reversed its recognition of the annexation" is no recognition
        let object = chunk.checked_sub(1).and_then(|c| s.vg_at(c));
        // "will vote on Sweden's accession", "talks on accession": what is talked of, and not yet done
        if act.id == "join-member"
            && chunk > 0
            && s.chunks[chunk - 1].kind == Kind::Prep
            && matches!(
                s.word_of(chunk - 1),
                "on" | "about" | "over" | "for" | "against"
            )
        {
            return None;
        }
        // "ratified Finland's accession": agreed to, and not yet done
        if act.id == "join-member"
            && object.is_some_and(|vg| {
                matches!(
                    s.vgs[vg].lemma.as_str(),
                    "ratify" | "approve" | "endorse" | "back" | "clear"
                )
            })
        {
            return None;
        }
        if object.is_some_and(|vg| undoes(&s.vgs[vg].lemma)) {
            return None;
        }
        // "Caracas ordered the withdrawal of Peruvian diplomats": no act of Peru's own
        if wording.own
            && !roles.actors.is_empty()
            && let Some(subject) = verb.and_then(|vg| self.clauses.subject(vg))
            && let sides = self.resolver.list(subject, false)
            && !sides.is_empty()
            && !sides
                .iter()
                .any(|x| roles.actors.iter().any(|a| a.entity == x.entity))
        {
            return None;
        }
        if roles.actors.is_empty()
            && roles.parties.is_empty()
            && let Some(vg) = verb.filter(|&vg| !self.clauses.s.vgs[vg].passive && !presupposed)
            && let Some(subject) = self.clauses.subject(vg)
        {
            roles.add("actor", self.resolver.list(subject, false));
        }
        // "signed an agreement on mutual recognition": each recognises the other
        if before.contains(&"mutual")
            && wording.direct.as_deref() == Some("object")
            && wording.object_kind.is_empty()
            && roles.objects.is_empty()
            && roles.actors.len() == 2
        {
            roles.objects.clone_from(&roles.actors);
        }
        let tail = self.tail(phrase.last + 1, self.clause_end(chunk + 1));
        exact += self.complement(wording, &tail, &mut roles)?;
        let trigger = self.trigger(phrase.last, theme_np.map_or(phrase.last, |t| s.nps[t].last));
        let last = self.clause_end(chunk + 1).saturating_sub(1);
        self.finish(
            act,
            wording,
            roles,
            Draft {
                force,
                trigger,
                chunks: (verb.map_or(chunk, |v| s.vgs[v].chunk.min(chunk)), last),
                verb,
                presupposed,
                exact: exact - 1,
                at: s.toks[phrase.first].span.start,
                act: act_at,
            },
        )
    }

    pub(super) fn pronoun_owner(&self, np: usize) -> Vec<Side> {
        let s = self.clauses.s;
        let at = s.np_span(np).start;
        // "announced its recognition of": the subject of the verb
        let vg = self.clauses.verb_left(s.nps[np].chunk);
        if let Some(subject) = vg.and_then(|vg| self.clauses.subject(vg)) {
            let sides = self.resolver.list(subject, false);
            // "imposed sanctions on Russia over its annexation of Crimea": of the one to whom it is done
            if let Some(other) = self.done_to_before(np, vg, &sides) {
                return other;
            }
            if !sides.is_empty() {
                return sides;
            }
            // "Algeria's decision to send back its ambassador": of the one who decided
            if let Owner::Sides(sides) = self.resolver.owners(subject) {
                return sides;
            }
        }
        match self.discourse.single(self.sentence, at, &[]) {
            Some((entity, span)) => vec![self.implied((entity, span))],
            None => Vec::new(),
        }
    }

    /// Whom the verb before names as another than its subject, where the phrase tells why it is done to them.
    fn done_to_before(&self, np: usize, vg: Option<usize>, subject: &[Side]) -> Option<Vec<Side>> {
        let s = self.clauses.s;
        let reason = s.nps[np].chunk.checked_sub(1)?;
        let words = s.word_of(reason);
        let last = words.rsplit(' ').next().unwrap_or(words);
        let why = s.chunks[reason].kind == Kind::Prep
            && (matches!(
                last,
                "over" | "for" | "after" | "following" | "amid" | "despite"
            ) || matches!(
                words,
                "because of" | "due to" | "in response to" | "on account of"
            ) || (last == "to"
                && reason
                    .checked_sub(1)
                    .and_then(|c| s.np_at(c))
                    .is_some_and(|noun| s.head(noun) == "response")));
        let from = s.vgs[vg?].chunk + 1;
        let other = |side: &Side| !subject.iter().any(|x| x.entity == side.entity);
        (from..reason).rev().filter(|_| why).find_map(|c| {
            let noun = s.np_at(c)?;
            let mut sides = match self.resolver.list(noun, false) {
                sides if sides.is_empty() => match self.resolver.owners(noun) {
                    Owner::Sides(sides) => sides,
                    _ => return None,
                },
                sides => sides,
            };
            sides.retain(|side| {
                other(side) && self.resolver.gazetteer.entity(side.entity).kind.is_polity()
            });
            (!sides.is_empty()).then_some(sides)
        })
    }

    pub(super) fn by_phrase(&self, from: usize) -> Option<usize> {
        let s = self.clauses.s;
        let mut c = from;
        while c < s.chunks.len() {
            match s.chunks[c].kind {
                Kind::Prep if s.word_of(c) == "by" => return s.np_at(c + 1),
                Kind::Prep | Kind::Np(_) | Kind::Adverb | Kind::Date | Kind::And | Kind::Mark => {
                    c += 1
                }
                _ => return None,
            }
        }
        None
    }

    /// The owner named before the head, without what "of" names.
    pub(super) fn resolver_owner_before(&self, np: usize) -> Owner {
        let s = self.clauses.s;
        let phrase = &s.nps[np];
        let named = (phrase.first..phrase.last).any(|k| s.toks[k].mention.is_some())
            || phrase.owner.is_some()
            || phrase.pronoun_owner;
        if named {
            self.resolver.owners(np)
        } else {
            Owner::Nobody
        }
    }

    /// How far an act that a noun names is so, and through which verb.
    pub(super) fn noun_force(&self, np: usize) -> (Force, bool, Option<usize>) {
        let s = self.clauses.s;
        let mut chunk = s.nps[np].chunk;
        // "announced on Tuesday the severance of …"
        while chunk > 1 && matches!(s.chunks[chunk - 1].kind, Kind::Date | Kind::Adverb) {
            chunk -= 1;
        }
        // "the expulsion of X and the withdrawal of Y": the second is governed as the first is
        if let Some(first) = self.first_of_nouns(chunk) {
            return self.noun_force(first);
        }
        let before = chunk.checked_sub(1).map(|c| s.chunks[c].kind);
        let first = s.toks[s.nps[np].first].lower.as_str();
        // "said the recall was not under discussion": the subject of what is said
        let said = matches!(before, Some(Kind::Vg(w))
            if self.clauses.grammar.governor(&s.vgs[w].lemma) == Some(Governs::Tell))
            && (chunk..s.chunks.len()).any(|c| {
                s.vg_at(c).is_some_and(|w| {
                    s.vgs[w].shape == VerbShape::Finite && self.clauses.subject(w) == Some(np)
                })
            });
        match before.filter(|_| !said) {
            Some(Kind::Vg(w)) => {
                let (force, presupposed) = self.object_force(w);
                let force = if first == "no" {
                    combine(force, Force::Negated)
                } else {
                    force
                };
                (force, presupposed, Some(w))
            }
            Some(Kind::Prep) if chunk >= 2 => match s.chunks[chunk - 2].kind {
                Kind::Np(noun) => {
                    // "gave no date for the opening", "assistance for the opening": what is meant to be; "thanks for the recognition"
                    let meant =
                        s.word_of(chunk - 1) == "for" && !is_for_what_was_done(s.head(noun));
                    let class = self
                        .clauses
                        .grammar
                        .governing_noun(s.head(noun))
                        .or_else(|| meant.then_some(Governs::Ahead));
                    let verb = self.clauses.verb_left(s.nps[noun].chunk);
                    match class {
                        Some(Governs::Open) => (Force::Hypothetical, false, None),
                        Some(Governs::Ahead) => (Force::Future, false, None),
                        Some(Governs::Not) => (Force::Negated, false, None),
                        Some(_) => {
                            let (force, presupposed) =
                                verb.map_or((Force::Asserted, true), |w| self.object_force(w));
                            (force, presupposed, verb)
                        }
                        None => (Force::Asserted, true, verb),
                    }
                }
                Kind::Vg(w)
                    if s.word_of(chunk - 1) == "against" && self.clauses.opposes(w).is_some() =>
                {
                    let force = match self.clauses.opposes(w) {
                        Some(Governs::Not) => Force::Negated,
                        _ => Force::Hypothetical,
                    };
                    (force, false, Some(w))
                }
                Kind::Vg(w) => {
                    let (force, presupposed) = self.object_force(w);
                    (
                        force,
                        presupposed
                            || matches!(
                                s.word_of(chunk - 1),
                                "after" | "over" | "following" | "to"
                            ),
                        Some(w),
                    )
                }
                _ => (Force::Asserted, true, None),
            },
            _ => {
                // subject of a verb: "the recognition … is negligible", "the severance will take effect"
                let after = (chunk..s.chunks.len())
                    .find_map(|c| s.vg_at(c).filter(|&w| self.clauses.subject(w) == Some(np)));
                match after {
                    Some(w) => {
                        let force = self.clauses.force(w);
                        let lemma = s.vgs[w].lemma.as_str();
                        let happens = matches!(
                            lemma,
                            "come"
                                | "become"
                                | "follow"
                                | "take"
                                | "happen"
                                | "occur"
                                | "mark"
                                | "end"
                                | "be"
                        );
                        if lemma == "become" || lemma == "take" {
                            // "the departure became effective on Wednesday"
                            (force, true, Some(w))
                        } else if happens && lemma != "be" {
                            (force, true, None)
                        } else {
                            // "a recall was being considered", "no recall had been considered"
                            let mulled = s.vgs[w].passive
                                && self.clauses.grammar.governor(lemma) == Some(Governs::Open);
                            let force = match first {
                                "no" => Force::Negated,
                                _ if s.vgs[w].modal.is_some()
                                    || (s.vgs[w].negated && lemma == "be")
                                    || mulled =>
                                {
                                    Force::Hypothetical
                                }
                                _ => Force::Asserted,
                            };
                            (force, true, None)
                        }
                    }
                    None => (Force::Asserted, true, None),
                }
            }
        }
    }

    /// Of "the expulsion of X and the withdrawal of Y", at "the withdrawal": the phrase "the expulsion".
    pub(super) fn first_of_nouns(&self, chunk: usize) -> Option<usize> {
        let s = self.clauses.s;
        if chunk == 0 || s.chunks[chunk - 1].kind != Kind::And {
            return None;
        }
        let mut c = chunk - 1;
        while c > 0 {
            c -= 1;
            match s.chunks[c].kind {
                Kind::Np(np) if self.index.nouns.contains_key(s.head(np)) => return Some(np),
                Kind::Np(_) | Kind::Prep | Kind::Date | Kind::Comma => {}
                _ => return None,
            }
        }
        None
    }

    pub(super) fn object_force(&self, w: usize) -> (Force, bool) {
        let lemma = self.clauses.s.vgs[w].lemma.as_str();
        let own = self.clauses.force(w);
        match self.clauses.grammar.governor(lemma) {
            Some(Governs::Done) => (
                own,
                matches!(
                    lemma,
                    "follow"
                        | "see"
                        | "mark"
                        | "include"
                        | "use"
                        | "lead"
                        | "respond"
                        | "react"
                        | "retaliate"
                ),
            ),
            Some(Governs::Ahead) => (
                if own == Force::Negated {
                    Force::Negated
                } else {
                    Force::Future
                },
                false,
            ),
            Some(Governs::Open) => (
                if own == Force::Negated {
                    Force::Negated
                } else {
                    Force::Hypothetical
                },
                false,
            ),
            Some(Governs::Not) => (
                if own == Force::Negated {
                    Force::Hypothetical
                } else {
                    Force::Negated
                },
                false,
            ),
            Some(Governs::Tell) => (Force::Asserted, true),
            None => (own, true),
        }
    }
}

/// Whether what stands behind such a noun and "for" has been done: "retaliation for the expulsion".
fn is_for_what_was_done(noun: &str) -> bool {
    matches!(
        noun.trim_end_matches('s'),
        "reason"
            | "thank"
            | "praise"
            | "criticism"
            | "blame"
            | "responsibility"
            | "retaliation"
            | "revenge"
            | "reprisal"
            | "retribution"
            | "gratitude"
            | "punishment"
            | "credit"
            | "condemnation"
            | "compensation"
            | "ceremony"
            | "apology"
            | "regret"
            | "motive"
            | "explanation"
            | "excuse"
            | "justification"
            | "return"
            | "exchange"
            | "response"
            | "reward"
            | "pretext"
            | "basi"
            | "ground"
            | "support"
            | "payback"
            | "cover"
    )
}
