//! How far what a verb says is so.

use super::*;

impl Clauses<'_, '_> {
    /// How far what the verb says is so.
    pub fn force(&self, vg: usize) -> Force {
        self.force_within(vg, 0)
    }

    /// Of a duty, "the diplomats must leave by Friday", how it is told.
    pub fn duty(&self, vg: usize) -> Option<Force> {
        let v = &self.s.vgs[vg];
        let must = (v.first..=v.main).any(|k| self.s.toks[k].lower == "must");
        (must && v.shape == VerbShape::Finite && !v.negated && !v.perfect)
            .then(|| self.clause_force(vg, 0))
    }

    pub(super) fn force_within(&self, vg: usize, depth: usize) -> Force {
        if depth > DEEPEST {
            return Force::Hypothetical;
        }
        let v = &self.s.vgs[vg];
        if self.s.is_in_question(v.main) {
            return Force::Hypothetical;
        }
        let own = self.own_force(vg);
        let outer = match v.shape {
            VerbShape::Infinitive | VerbShape::Gerund => match self.governor(vg) {
                Some(governor) => self.governed(&governor, depth),
                None if self.adjoined(vg).is_some() => {
                    self.force_within(self.adjoined(vg).unwrap_or(vg), depth + 1)
                }
                None if v.shape == VerbShape::Infinitive => Force::Future,
                None if self.is_subject_of_doubt(vg) => Force::Hypothetical,
                None => Force::Asserted,
            },
            VerbShape::Participle => self.wanted_force(vg),
            VerbShape::Finite if v.ambiguous && self.is_wanted(vg) => Force::Hypothetical,
            VerbShape::Finite if self.let_by(vg).is_some() => {
                self.force_within(self.let_by(vg).unwrap_or(vg), depth + 1)
            }
            VerbShape::Finite => self.clause_force(vg, depth),
        };
        let force = combine(outer, own);
        // a coordinated verb without an auxiliary of its own shares that of the first: "will recall … and expel"
        if v.shape == VerbShape::Finite
            && v.modal.is_none()
            && !v.perfect
            && !v.passive
            && v.first == v.main
            && let Some(shared) = self.shared_force(vg, depth)
        {
            return combine(shared, own);
        }
        force
    }

    /// "it will lift the sanctions on Monday, ending an embargo that …": the verb with which it is done.
    fn adjoined(&self, vg: usize) -> Option<usize> {
        let v = &self.s.vgs[vg];
        let comma = v.chunk.checked_sub(1)?;
        let adjoins = v.shape == VerbShape::Gerund && self.s.chunks[comma].kind == Kind::Comma;
        let host = (0..comma).rev().find_map(|c| self.s.vg_at(c))?;
        (adjoins && self.s.vgs[host].shape == VerbShape::Finite && self.s.vgs[host].modal.is_some())
            .then_some(host)
    }

    /// "said that expelling the ambassador would be a mistake": what is talked of as a thing that might be done.
    fn is_subject_of_doubt(&self, vg: usize) -> bool {
        let chunk = self.s.vgs[vg].chunk;
        let opens = (0..chunk)
            .rev()
            .find(|&c| self.s.chunks[c].kind != Kind::Adverb)
            .is_none_or(|c| {
                matches!(
                    self.s.chunks[c].kind,
                    Kind::That | Kind::Stop | Kind::Comma | Kind::Vg(_)
                )
            });
        let next = (chunk + 1..self.s.chunks.len())
            .take_while(|&c| {
                !matches!(
                    self.s.chunks[c].kind,
                    Kind::Comma | Kind::Stop | Kind::Which | Kind::Sub | Kind::That
                )
            })
            .find_map(|c| self.s.vg_at(c));
        // "closing the embassy was not under consideration"
        let considered = |w: usize| {
            let mut after = self.s.toks[self.s.vgs[w].main + 1..].iter().take(3);
            self.s.vgs[w].lemma == "be"
                && after.any(|tok| {
                    matches!(
                        tok.lower.as_str(),
                        "consideration"
                            | "discussion"
                            | "review"
                            | "considered"
                            | "option"
                            | "table"
                    )
                })
        };
        opens
            && next.is_some_and(|w| {
                let v = &self.s.vgs[w];
                v.shape == VerbShape::Finite && (v.modal.is_some() || considered(w))
            })
    }

    fn wanted_force(&self, vg: usize) -> Force {
        if self.is_wanted(vg) {
            Force::Hypothetical
        } else {
            Force::Asserted
        }
    }

    /// "wants the sanctions lifted", "demanded the ambassador recalled": what somebody would have done.
    fn is_wanted(&self, vg: usize) -> bool {
        let chunk = self.s.vgs[vg].chunk;
        let verb = chunk
            .checked_sub(2)
            .filter(|_| self.s.np_at(chunk - 1).is_some())
            .and_then(|c| self.s.vg_at(c));
        verb.is_some_and(|w| {
            let v = &self.s.vgs[w];
            // "would rather see it suspended", "hopes to see the sanctions lifted"
            let to_be_seen =
                v.lemma == "see" && (v.modal.is_some() || v.shape == VerbShape::Infinitive);
            to_be_seen
                || matches!(
                    v.lemma.as_str(),
                    "want" | "need" | "demand" | "expect" | "urge" | "seek" | "prefer"
                )
        })
    }

    /// "let the envoy return": the verb that lets it.
    fn let_by(&self, vg: usize) -> Option<usize> {
        let object = self.s.vgs[vg].chunk.checked_sub(1)?;
        self.s.np_at(object)?;
        let verb = self.s.vg_at(object.checked_sub(1)?)?;
        (self.s.vgs[verb].lemma == "let" && self.is_bare(vg)).then_some(verb)
    }

    pub(super) fn shared_force(&self, vg: usize, depth: usize) -> Option<Force> {
        let v = &self.s.vgs[vg];
        let before = (0..v.chunk)
            .rev()
            .find(|&c| !matches!(self.s.chunks[c].kind, Kind::Adverb))?;
        if !matches!(self.s.chunks[before].kind, Kind::And | Kind::Comma) || !self.is_bare(vg) {
            return None;
        }
        let other = (0..before).rev().find_map(|c| self.s.vg_at(c))?;
        let o = &self.s.vgs[other];
        let ended = self.s.toks[v.main]
            .verbs
            .iter()
            .any(|f| f.forms & (crate::grammar::PAST | crate::grammar::THIRD) != 0);
        // "demanded that India break off relations, scrap the treaty and strike": a list of what is asked
        let asked = o.shape == VerbShape::Finite
            && self.is_bare(other)
            && self.is_present(other)
            && self.force_within(other, depth + 1) == Force::Hypothetical;
        let shares = o.shape == VerbShape::Infinitive || o.modal.is_some() || asked;
        (shares && !ended).then(|| self.force_within(other, depth + 1))
    }

    pub(super) fn own_force(&self, vg: usize) -> Force {
        let v = &self.s.vgs[vg];
        let going_to = v.shape == VerbShape::Infinitive
            && v.first > 0
            && self.s.toks[v.first - 1].lower == "going";
        let nor = (0..v.first)
            .rev()
            .take(4)
            .find(|&k| self.s.toks[k].lower == "nor")
            .is_some_and(|k| {
                let opens = k == 0 || matches!(self.s.toks[k - 1].tag, Tag::Comma | Tag::Stop);
                // "has neither broken with Mexico nor called home its envoy"
                opens || (0..k).any(|n| self.s.toks[n].lower == "neither")
            });
        let neither = (v.first..=v.main).any(|k| self.s.toks[k].lower == "neither")
            || (v.first > 0 && self.s.toks[v.first - 1].lower == "neither");
        let base = match v.modal {
            Some(Modal::Will) => Force::Future,
            Some(Modal::Would) if v.perfect => Force::Hypothetical,
            Some(Modal::Would) => {
                if self.has_condition(v.chunk) {
                    Force::Hypothetical
                } else {
                    Force::Future
                }
            }
            Some(Modal::May | Modal::Must) => Force::Hypothetical,
            None if going_to => Force::Future,
            None => Force::Asserted,
        };
        let denied = v.negated && !self.is_done_late(vg);
        if denied || nor || neither || self.shares_denial(vg) || self.is_done_by_none(vg) {
            Force::Negated
        } else {
            base
        }
    }

    /// "did not recognise it until 1963": in that year it was done.
    pub fn is_done_late(&self, vg: usize) -> bool {
        let v = &self.s.vgs[vg];
        let past = (v.first..=v.main)
            .any(|k| matches!(self.s.toks[k].lower.as_str(), "did" | "was" | "were"));
        let until = |c: &usize| {
            let first = self.s.chunks[*c].first;
            self.s.chunks[*c].kind == Kind::Date
                && matches!(self.s.toks[first].lower.as_str(), "until" | "till")
        };
        v.negated
            && past
            && (v.chunk + 1..self.s.chunks.len())
                .take_while(|&c| {
                    !matches!(
                        self.s.chunks[c].kind,
                        Kind::Comma | Kind::Stop | Kind::Vg(_) | Kind::Sub | Kind::Which
                    )
                })
                .any(|c| until(&c))
    }

    /// "has never broken off relations or recalled its ambassador": the second is denied with the first.
    fn shares_denial(&self, vg: usize) -> bool {
        let v = &self.s.vgs[vg];
        let Some(or) = v.chunk.checked_sub(1) else {
            return false;
        };
        let joined = self.s.chunks[or].kind == Kind::And
            && matches!(self.s.word_of(or), "or" | "nor")
            && v.first == v.main;
        let other = (0..or).rev().find_map(|c| self.s.vg_at(c));
        joined
            && other.is_some_and(|w| self.s.vgs[w].negated && self.subject(vg) == self.subject(w))
    }

    /// "neither Greece nor Cyprus has expelled", "no country recognises", "none of them followed".
    pub fn is_done_by_none(&self, vg: usize) -> bool {
        let Some(np) = self.subject(vg) else {
            return false;
        };
        let none = |k: usize| {
            matches!(
                self.s.toks[k].lower.as_str(),
                "no" | "neither" | "none" | "nobody"
            )
        };
        let first = self.s.nps[self.lists[np][0]].first;
        let of = first > 1 && self.s.toks[first - 1].lower == "of";
        self.s.vgs[vg].shape == VerbShape::Finite
            && (none(first) || (first > 0 && none(first - 1)) || (of && none(first - 2)))
    }

    pub(super) fn has_condition(&self, chunk: usize) -> bool {
        self.s.chunks.iter().enumerate().any(|(c, k)| {
            k.kind == Kind::Sub && c != chunk && matches!(self.s.word_of(c), "if" | "unless")
        })
    }

    pub(super) fn governed(&self, governor: &Governor, depth: usize) -> Force {
        let outer = governor.vg.map_or(Force::Asserted, |w| {
            let v = &self.s.vgs[w];
            // "the move to cut ties will …": the noun's own fate is not that of the verb after it
            if v.chunk > 0 {
                self.force_within(w, depth + 1)
            } else {
                self.own_force(w)
            }
        });
        match (governor.class, outer) {
            (Governs::Done | Governs::Tell, outer) => outer,
            (Governs::Ahead, Force::Negated) => Force::Negated,
            (Governs::Ahead, Force::Hypothetical) => Force::Hypothetical,
            // "had been expected to recall its envoy": a plan that is past
            (Governs::Ahead, _) if governor.vg.is_some_and(|w| self.was_planned(w)) => {
                Force::Hypothetical
            }
            (Governs::Ahead, _) => Force::Future,
            (Governs::Open, Force::Negated) => Force::Negated,
            (Governs::Open, _) => Force::Hypothetical,
            (Governs::Not, Force::Negated | Force::Hypothetical) => Force::Hypothetical,
            (Governs::Not, _) => Force::Negated,
        }
    }

    /// "had planned to", "had been expected to".
    fn was_planned(&self, vg: usize) -> bool {
        let v = &self.s.vgs[vg];
        v.past_perfect
            && matches!(
                v.lemma.as_str(),
                "plan" | "expect" | "intend" | "schedule" | "hope" | "want" | "due" | "set"
            )
    }

    /// What the clause that a finite verb stands in makes of it: conditions, and verbs that doubt or deny it.
    pub(super) fn clause_force(&self, vg: usize, depth: usize) -> Force {
        let chunks = &self.s.chunks;
        // "dismissed reports that Ireland, which left in 1949, might rejoin": what is put in is not what is reported
        let at = self.s.vgs[vg].chunk;
        let put_in = at > 1
            && chunks[at - 1].kind == Kind::Which
            && chunks[at - 2].kind == Kind::Comma
            && !self.is_present(vg)
            && self.s.vgs[vg].modal.is_none();
        if put_in {
            return Force::Asserted;
        }
        let start = match self.subject(vg) {
            Some(np) if self.s.nps[np].chunk < self.s.vgs[vg].chunk => self.s.nps
                [self.lists[np][0]]
                .chunk
                .min(self.s.nps[np].chunk),
            _ => self.s.vgs[vg].chunk,
        };
        let mut c = start;
        let mut told = false;
        while c > 0 {
            c -= 1;
            match chunks[c].kind {
                Kind::Adverb | Kind::Date => {}
                Kind::Sub => {
                    return match self.s.word_of(c) {
                        "if" | "unless" | "whether" | "lest" | "provided" => Force::Hypothetical,
                        // "when we send the ambassador back": not yet
                        "when" if self.is_present(vg) || self.would_follow(c) => {
                            Force::Hypothetical
                        }
                        "once" if !self.s.vgs[vg].past_perfect => Force::Hypothetical,
                        _ => Force::Asserted,
                    };
                }
                Kind::That => told = true,
                Kind::Vg(w) if told || c + 1 == start => return self.told_by(w, depth),
                Kind::Np(np) if told => {
                    // "reports that …", "denied claims that …", "a report in the daily La Prensa that …"
                    let outer = c
                        .checked_sub(2)
                        .and_then(|c| self.s.np_at(c))
                        .filter(|&outer| {
                            chunks[c - 1].kind == Kind::Prep
                                && self.grammar.governing_noun(self.s.head(outer))
                                    == Some(Governs::Open)
                        });
                    let np = outer.unwrap_or(np);
                    let head = self.s.head(np);
                    let verb = self.s.nps[np]
                        .chunk
                        .checked_sub(1)
                        .and_then(|b| self.s.vg_at(b));
                    if let Some(w) = verb {
                        let by_verb = self.told_by(w, depth);
                        if by_verb == Force::Negated {
                            return by_verb;
                        }
                    }
                    let doubtful = [
                        "report",
                        "claim",
                        "rumour",
                        "rumor",
                        "allegation",
                        "suggestion",
                        "possibility",
                        "speculation",
                        "idea",
                        "demand",
                        "request",
                        "proposal",
                        "call",
                        "fear",
                        "condition",
                        "chance",
                    ];
                    return match self.grammar.governing_noun(head) {
                        Some(Governs::Open) if self.is_without_foundation(np) => Force::Negated,
                        Some(Governs::Open)
                            if doubtful.contains(&head.strip_suffix('s').unwrap_or(head)) =>
                        {
                            Force::Hypothetical
                        }
                        Some(Governs::Ahead)
                            if matches!(
                                head,
                                "plan"
                                    | "plans"
                                    | "pledge"
                                    | "promise"
                                    | "threat"
                                    | "threats"
                                    | "vow"
                                    | "intention"
                                    | "hope"
                                    | "hopes"
                                    | "commitment"
                            ) =>
                        {
                            Force::Future
                        }
                        Some(Governs::Not) => Force::Negated,
                        _ => Force::Asserted,
                    };
                }
                Kind::And | Kind::Comma if !told && c + 1 == start => {
                    return self.coordinated_condition(c, depth);
                }
                // "would never sign a paper in which Serbia recognises Kosovo"
                Kind::Which if !told && self.is_present(vg) => {
                    return self.within_thing_of(c, depth);
                }
                _ if told => {}
                _ => return Force::Asserted,
            }
        }
        Force::Asserted
    }

    /// "would lift it only when Serbia recognised Kosovo": whether what is before the clause at `sub` is to come after it.
    fn would_follow(&self, sub: usize) -> bool {
        let before = (0..sub).rev().find_map(|c| self.s.vg_at(c));
        before.is_some_and(|v| {
            let vg = &self.s.vgs[v];
            let words = &self.s.toks[vg.first..=vg.main];
            let would = words
                .iter()
                .any(|t| matches!(t.lower.as_str(), "would" | "will"));
            would && !vg.perfect
        })
    }

    /// "Reports that the envoy was recalled are without foundation".
    fn is_without_foundation(&self, np: usize) -> bool {
        let false_word = |word: &str| {
            matches!(
                word,
                "false"
                    | "untrue"
                    | "baseless"
                    | "unfounded"
                    | "groundless"
                    | "fabricated"
                    | "incorrect"
                    | "fake"
                    | "wrong"
                    | "without"
            )
        };
        // the verb of the reports stands behind those that they tell, "from Kigali" before it
        let end = self.s.nps[np].last;
        let mut verbs = self.s.vgs.iter().filter(|v| v.main > end);
        verbs.any(|v| {
            let mut next = self.s.toks[v.main + 1..].iter().take(2);
            v.lemma == "be" && !v.negated && next.any(|tok| false_word(&tok.lower))
        })
    }

    /// Of a relative clause that tells what a thing says: as far as the verb goes whose object the thing is.
    fn within_thing_of(&self, which: usize, depth: usize) -> Force {
        let chunks = &self.s.chunks;
        let host = which
            .checked_sub(2)
            .filter(|&noun| {
                chunks[noun + 1].kind == Kind::Prep
                    && matches!(self.s.word_of(noun + 1), "in" | "under" | "by" | "with")
                    && self.s.np_at(noun).is_some()
            })
            .and_then(|noun| self.s.vg_at(noun.checked_sub(1)?));
        match host.map(|w| self.force_within(w, depth + 1)) {
            None | Some(Force::Asserted) => Force::Asserted,
            Some(_) => Force::Hypothetical,
        }
    }

    pub(super) fn is_present(&self, vg: usize) -> bool {
        let v = &self.s.vgs[vg];
        let past = self.s.toks[v.main]
            .verbs
            .iter()
            .any(|f| f.forms & crate::grammar::PAST != 0);
        !past && !v.perfect && !v.passive && !v.progressive && v.modal.is_none()
    }

    /// "if X closes its embassy and Y follows": the second clause of a condition is one too.
    pub(super) fn coordinated_condition(&self, c: usize, _depth: usize) -> Force {
        let open = (0..c)
            .rev()
            .find(|&b| matches!(self.s.chunks[b].kind, Kind::Sub | Kind::Stop | Kind::Comma));
        match open {
            Some(b)
                if self.s.chunks[b].kind == Kind::Sub
                    && matches!(self.s.word_of(b), "if" | "unless" | "whether")
                    && self.s.chunks[c].kind == Kind::And =>
            {
                Force::Hypothetical
            }
            _ => Force::Asserted,
        }
    }

    pub(super) fn told_by(&self, w: usize, depth: usize) -> Force {
        let v = &self.s.vgs[w];
        let class = self
            .grammar
            .governor(&v.lemma)
            .filter(|_| !matches!(v.lemma.as_str(), "tell" | "instruct" | "warn"));
        let outer = self.force_within(w, depth + 1);
        match class {
            Some(Governs::Not) => {
                if outer == Force::Negated {
                    Force::Hypothetical
                } else {
                    Force::Negated
                }
            }
            Some(Governs::Open) if outer == Force::Negated => Force::Negated,
            Some(Governs::Open) => Force::Hypothetical,
            // "does not mean that ties are broken off"
            _ if v.lemma == "mean" && outer == Force::Negated => Force::Negated,
            Some(Governs::Ahead) => Force::Future,
            _ if self.is_rumour(w) => Force::Hypothetical,
            _ if matches!(outer, Force::Negated) => Force::Hypothetical,
            _ if matches!(outer, Force::Hypothetical) => Force::Hypothetical,
            _ => Force::Asserted,
        }
    }

    /// "unconfirmed reports said that": told by nobody who answers for it.
    fn is_rumour(&self, telling: usize) -> bool {
        let verb = self.s.vgs[telling].first;
        (verb.saturating_sub(2)..verb).any(|k| {
            matches!(
                self.s.toks[k].lower.as_str(),
                "unconfirmed" | "unverified" | "rumours" | "rumors" | "rumour" | "speculation"
            )
        })
    }
}
