//! Verb groups that stand apart or share their helping verb.

use super::*;

impl Structure<'_> {
    /// "had in March ended", "was on Monday expelled": one group, with a time within it.
    pub(super) fn join_split_groups(&mut self) {
        for v in 0..self.vgs.len() {
            let aux = &self.vgs[v];
            if self.toks[aux.main].tag == Tag::Verb || !matches!(aux.lemma.as_str(), "have" | "be")
            {
                continue;
            }
            let (have, be) = (aux.lemma == "have", aux.lemma == "be");
            let had = self.toks[aux.main].lower == "had";
            let having = self.toks[aux.main].lower == "having";
            let (modal, negated, perfect) = (aux.modal, aux.negated, aux.perfect);
            let mut c = aux.chunk + 1;
            while matches!(
                self.chunks.get(c).map(|k| k.kind),
                Some(Kind::Date | Kind::Adverb)
            ) {
                c += 1;
            }
            // "had on April 23, the day after the massacre, put"
            let dated = c > aux.chunk + 1;
            if dated && matches!(self.chunks.get(c).map(|k| k.kind), Some(Kind::Comma)) {
                let aside = |k: &usize| {
                    matches!(
                        self.chunks[*k].kind,
                        Kind::Np(_) | Kind::Prep | Kind::Date | Kind::Adverb
                    )
                };
                let closes = (c + 1..self.chunks.len()).find(|k| !aside(k));
                let comma = |k: &usize| matches!(self.chunks[*k].kind, Kind::Comma);
                c = closes.filter(comma).map_or(c, |k| k + 1);
            }
            let Some(w) = self.vg_at(c).filter(|_| c > self.vgs[v].chunk + 1) else {
                continue;
            };
            let main = &self.vgs[w];
            let forms = self.toks[main.main].forms();
            if main.first != main.main || forms & (PARTICIPLE | ING) == 0 {
                continue;
            }
            let chunk = self.vgs[v].chunk;
            let main = &mut self.vgs[w];
            // "having on Thursday declared"
            main.shape = match having {
                true => VerbShape::Gerund,
                false => VerbShape::Finite,
            };
            main.ambiguous = false;
            main.modal = modal;
            main.negated |= negated;
            main.perfect = have || perfect;
            main.past_perfect = had;
            main.passive = be && forms & PARTICIPLE != 0;
            main.progressive = be && forms & ING != 0;
            self.chunks[chunk].kind = Kind::Adverb;
        }
    }

    /// "-ed" without an auxiliary is a participle before "by", and where a finite verb follows in the same clause.
    pub(super) fn settle_participles(&mut self, grammar: &Grammar) {
        // "has closed its embassy and given the diplomats five days"
        for v in 1..self.vgs.len() {
            let chunk = self.vgs[v].chunk;
            // "has ordered all advisers to leave and broken relations": past what the verb before governs
            let shared = (0..v)
                .rev()
                .find(|&w| self.vgs[w].shape != VerbShape::Infinitive)
                .filter(|&w| {
                    let mut between = self.vgs[w].chunk + 1..chunk;
                    let plain = |k: usize| {
                        !matches!(
                            self.chunks[k].kind,
                            Kind::Which | Kind::That | Kind::Sub | Kind::Stop
                        )
                    };
                    between.all(plain)
                });
            let Some(first) = shared.map(|w| &self.vgs[w]) else {
                continue;
            };
            if self.vgs[v].shape == VerbShape::Participle
                && chunk > 0
                && self.chunks[chunk - 1].kind == Kind::And
                && first.shape == VerbShape::Finite
                && first.perfect
                && !first.passive
                && matches!(
                    self.chunks.get(chunk + 1).map(|c| c.kind),
                    Some(Kind::Np(_))
                )
            {
                let (past_perfect, negated, modal) =
                    (first.past_perfect, first.negated, first.modal);
                let vg = &mut self.vgs[v];
                vg.shape = VerbShape::Finite;
                vg.perfect = true;
                vg.past_perfect = past_perfect;
                vg.negated |= negated;
                vg.modal = modal;
                vg.ambiguous = false;
            }
        }
        for v in 0..self.vgs.len() {
            if !self.vgs[v].ambiguous {
                continue;
            }
            let chunk = self.vgs[v].chunk;
            // "were broken off in 2009 and restored in 2014"
            let joined = (0..chunk)
                .rev()
                .find(|&c| !matches!(self.chunks[c].kind, Kind::Adverb));
            let object_next = matches!(
                self.chunks.get(chunk + 1).map(|c| c.kind),
                Some(Kind::Np(_))
            );
            if let Some(and) = joined
                && matches!(self.chunks[and].kind, Kind::And | Kind::Comma)
                && !object_next
                && let Some(first) = (0..and).rev().find_map(|c| self.vg_at(c))
                && self.vgs[first].passive
                && self.vgs[first].shape == VerbShape::Finite
            {
                self.vgs[v].passive = true;
                self.vgs[v].perfect = self.vgs[first].perfect;
                self.vgs[v].past_perfect = self.vgs[first].past_perfect;
                self.vgs[v].modal = self.vgs[v].modal.or(self.vgs[first].modal);
                continue;
            }
            let before_np = chunk > 0
                && matches!(
                    self.chunks[chunk - 1].kind,
                    Kind::Np(_) | Kind::Date | Kind::Adverb
                );
            let by = self
                .toks
                .get(self.vgs[v].last + 1)
                .is_some_and(|t| t.lower == "by");
            let told = grammar.governor(&self.vgs[v].lemma) == Some(crate::grammar::Governs::Tell)
                && self.vgs[v].lemma != "publish";
            // "prolonged by six months its sanctions"
            let measure = by
                && self
                    .chunks
                    .get(chunk + 2)
                    .filter(|c| matches!(c.kind, Kind::Np(_)))
                    .is_some_and(|c| {
                        matches!(
                            self.toks[c.last].lower.trim_end_matches('s'),
                            "month" | "year" | "week" | "day"
                        )
                    });
            if by && !told && !measure {
                self.vgs[v].shape = VerbShape::Participle;
                continue;
            }
            // "lifted the sanctions imposed on both": told of the object of the verb before
            let of_object = chunk >= 2
                && matches!(self.chunks[chunk - 1].kind, Kind::Np(_))
                && matches!(self.chunks[chunk - 2].kind, Kind::Vg(w) if self.vgs[w].shape != VerbShape::Participle
                    && grammar.governor(&self.vgs[w].lemma) != Some(crate::grammar::Governs::Tell))
                && matches!(
                    self.vgs[v].lemma.as_str(),
                    "impose" | "reimpose" | "adopt" | "introduce" | "levy" | "slap" | "announce"
                )
                && matches!(
                    self.chunks.get(chunk + 1).map(|c| c.kind),
                    Some(Kind::Prep | Kind::Date)
                );
            if of_object {
                self.vgs[v].shape = VerbShape::Participle;
                continue;
            }
            if self.is_put_in(v) {
                self.vgs[v].shape = VerbShape::Participle;
                continue;
            }
            if !before_np || told {
                continue;
            }
            for c in chunk + 1..self.chunks.len() {
                match self.chunks[c].kind {
                    // "called home its envoy after a minister met …": the verb behind is of a clause of its own
                    Kind::Prep
                        if matches!(
                            self.toks[self.chunks[c].first].lower.as_str(),
                            "after" | "before" | "because"
                        ) && c > chunk + 1
                            && matches!(
                                self.chunks.get(c + 1).map(|n| n.kind),
                                Some(Kind::Np(_))
                            )
                            && matches!(self.chunks.get(c + 2).map(|n| n.kind), Some(Kind::Vg(w)) if self.vgs[w].shape == VerbShape::Finite) =>
                    {
                        break;
                    }
                    Kind::Vg(w) if matches!(self.vgs[w].shape, VerbShape::Finite) => {
                        // "ordered out Ambassador Hodges", "called in the Turkish envoy"
                        let particle = matches!(self.chunks[chunk + 1].kind, Kind::Prep)
                            && match self.toks[self.chunks[chunk + 1].first].lower.as_str() {
                                "out" | "back" | "off" | "up" | "home" | "away" | "down" => true,
                                "in" => self.vgs[v].lemma == "call",
                                _ => false,
                            }
                            && matches!(
                                self.chunks.get(chunk + 2).map(|c| c.kind),
                                Some(Kind::Np(_))
                            );
                        let direct_object =
                            particle || matches!(self.chunks[chunk + 1].kind, Kind::Np(_));
                        if !direct_object {
                            self.vgs[v].shape = VerbShape::Participle;
                        }
                        break;
                    }
                    Kind::Vg(_)
                    | Kind::Comma
                    | Kind::And
                    | Kind::Which
                    | Kind::That
                    | Kind::Sub
                    | Kind::Stop => break,
                    _ => {}
                }
            }
        }
    }

    /// "The sanctions on Belarus, imposed in 2004, were lifted": a phrase between commas before the verb of the whole.
    fn is_put_in(&self, v: usize) -> bool {
        let chunk = self.vgs[v].chunk;
        let kind = |c: usize| self.chunks.get(c).map(|c| c.kind);
        let opens = chunk >= 2
            && kind(chunk - 1) == Some(Kind::Comma)
            && matches!(kind(chunk - 2), Some(Kind::Np(_)))
            && !matches!(kind(chunk + 1), Some(Kind::Np(_)));
        if !opens {
            return false;
        }
        let mut behind = chunk + 1..self.chunks.len();
        let ends = behind.find(|&c| match self.chunks[c].kind {
            Kind::Prep | Kind::Np(_) | Kind::Date | Kind::Adverb => false,
            Kind::Vg(w) => self.vgs[w].shape != VerbShape::Infinitive,
            _ => true,
        });
        let Some(comma) = ends.filter(|&c| c > chunk + 1 && kind(c) == Some(Kind::Comma)) else {
            return false;
        };
        let next =
            (comma + 1..self.chunks.len()).find(|&c| !matches!(self.chunks[c].kind, Kind::Adverb));
        next.and_then(|c| self.vg_at(c))
            .is_some_and(|w| self.vgs[w].shape == VerbShape::Finite)
    }
}
