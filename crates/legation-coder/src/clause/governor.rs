//! What governs a verb that is not finite: a verb, a noun or an adjective before it.

use super::*;

impl Clauses<'_, '_> {
    /// Whether the infinitive behind chunk `c` is what one turned to who left another.
    fn turns_to(&self, c: usize, v: &crate::syntax::Vg) -> bool {
        let turns = |w: usize| {
            matches!(
                self.s.vgs[w].lemma.as_str(),
                "break" | "cut" | "sever" | "abandon" | "drop" | "ditch" | "dump" | "end" | "leave"
            )
        };
        v.shape == VerbShape::Infinitive
            && matches!(
                v.lemma.as_str(),
                "establish" | "open" | "take" | "forge" | "recognise" | "recognize" | "enter"
            )
            && self.verb_left(c).is_some_and(turns)
    }

    /// What governs an infinitive or a gerund.
    pub fn governor(&self, vg: usize) -> Option<Governor> {
        let v = &self.s.vgs[vg];
        let chunks = &self.s.chunks;
        let mut c = v.chunk;
        while c > 0 {
            c -= 1;
            match chunks[c].kind {
                Kind::Adverb if matches!(self.s.word_of(c), "first" | "only" | "last") => {
                    return Some(Governor {
                        class: Governs::Done,
                        vg: self.verb_left(c),
                        agent: None,
                    });
                }
                Kind::Adverb | Kind::Date => continue,
                // "had not decided whether to expel": open, however the deciding went
                Kind::Sub if self.s.word_of(c) == "whether" => {
                    return Some(Governor {
                        class: Governs::Open,
                        vg: None,
                        agent: self.verb_left(c).and_then(|w| self.subject(w)),
                    });
                }
                Kind::Prep => {
                    let preposition = self.s.word_of(c);
                    // "was about to break off relations"
                    if preposition == "about" && v.shape == VerbShape::Infinitive {
                        return Some(Governor {
                            class: Governs::Ahead,
                            vg: self.verb_left(c),
                            agent: None,
                        });
                    }
                    if v.shape == VerbShape::Gerund {
                        return self.gerund_governor(c, preposition);
                    }
                    return None;
                }
                Kind::Vg(w) => return Some(self.verb_governor(w, None)),
                // "broke with Taiwan to establish relations with Beijing": done with it
                Kind::Np(_) if self.turns_to(c, v) => {
                    return Some(Governor {
                        class: Governs::Done,
                        vg: self.verb_left(c),
                        agent: None,
                    });
                }
                // "voted 71-26 on Wednesday to ratify"
                Kind::Np(np) if self.is_count(np) => continue,
                Kind::Np(np) => return self.phrase_governor(np, v.shape),
                // "agreed on Friday, in a deal brokered by Beijing, to restore ties"
                Kind::Comma
                    if v.shape == VerbShape::Infinitive
                        && let Some(open) = self.opening_comma(c)
                        && chunks[open + 1].kind == Kind::Prep
                        && chunks[open].kind == Kind::Comma =>
                {
                    c = open;
                    continue;
                }
                Kind::And | Kind::Comma => {
                    // "to recall its envoy and (to) expel …"
                    let other = self.partner_verb(c, vg)?;
                    return if self.s.vgs[other].shape == VerbShape::Finite {
                        (v.shape == VerbShape::Gerund).then_some(Governor {
                            class: Governs::Done,
                            vg: Some(other),
                            agent: None,
                        })
                    } else {
                        self.governor(other)
                    };
                }
                _ => return None,
            }
        }
        None
    }

    pub(super) fn verb_governor(&self, w: usize, agent: Option<usize>) -> Governor {
        let lemma = self.s.vgs[w].lemma.as_str();
        let after_verb = self
            .s
            .toks
            .get(self.s.vgs[w].last + 1)
            .map_or("", |t| t.lower.as_str());
        let class = self.grammar.governor(lemma).unwrap_or(Governs::Ahead);
        // "have informally agreed to prolong", "agreed in principle to lift"
        let v = &self.s.vgs[w];
        let loosely = matches!(lemma, "agree" | "decide")
            && ((v.first.saturating_sub(1)..=v.main).any(|k| {
                matches!(
                    self.s.toks[k].lower.as_str(),
                    "informally" | "tentatively" | "provisionally"
                )
            }) || self.s.toks.get(v.last + 1).is_some_and(|t| {
                t.tag == Tag::Adverb && t.lower.starts_with("in")
                    || t.lower == "in"
                        && self
                            .s
                            .toks
                            .get(v.last + 2)
                            .is_some_and(|t| t.lower == "principle")
            }));
        let class = match (lemma, class) {
            _ if loosely => Governs::Ahead,
            // "stopped short of", "ruled out", "held off"
            ("stop" | "fall", _) if after_verb == "short" => Governs::Not,
            ("rule", _) if after_verb != "out" => Governs::Done,
            ("be", _) => Governs::Ahead,
            // "was reported to have called in the envoy": a rumour
            ("believe" | "think" | "rumour" | "rumor" | "suspect" | "report" | "presume", _)
                if v.passive =>
            {
                Governs::Open
            }
            (_, class) => class,
        };
        let class = match agent {
            // "instructed his foreign secretary to suspend relations", "ordered the foreign ministry to …"
            Some(np)
                if matches!(
                    lemma,
                    "instruct" | "order" | "direct" | "task" | "authorise"
                ) && self.is_own_office(np) =>
            {
                Governs::Done
            }
            // "asked its envoy to return to Canberra": its own, who does as he is told
            Some(np)
                if matches!(lemma, "ask" | "tell" | "instruct" | "order" | "direct")
                    && self.s.nps[np].pronoun_owner
                    && ["ambassador", "envoy", "commissioner"]
                        .iter()
                        .any(|w| self.s.head(np).contains(w)) =>
            {
                Governs::Done
            }
            // "diplomats expect the Assembly to admit it next week"
            Some(_) if lemma == "expect" => Governs::Ahead,
            Some(_) if self.grammar.object_control(lemma) && !self.grammar.is_effective(lemma) => {
                Governs::Open
            }
            Some(_) if self.grammar.is_effective(lemma) => Governs::Done,
            _ => class,
        };
        Governor {
            class,
            vg: Some(w),
            agent,
        }
    }

    /// "decided to", "their agreement to": what the verb says is resolved on, not yet carried out.
    pub fn is_decided(&self, vg: usize) -> bool {
        if self.s.vgs[vg].shape != VerbShape::Infinitive {
            return false;
        }
        let Some(governor) = self.governor(vg) else {
            return false;
        };
        let decides = |lemma: &str| {
            matches!(
                lemma,
                "agree" | "decide" | "resolve" | "opt" | "choose" | "vote" | "approve"
            )
        };
        let noun = (0..self.s.vgs[vg].chunk)
            .rev()
            .find_map(|c| self.s.np_at(c))
            .map(|np| self.s.head(np));
        governor.class == Governs::Done
            && (governor.vg.is_some_and(|w| decides(&self.s.vgs[w].lemma))
                || matches!(noun, Some("decision" | "agreement" | "deal" | "accord")))
    }

    /// "his foreign secretary", "the foreign ministry": an office of the speaker's own side.
    pub(super) fn is_own_office(&self, np: usize) -> bool {
        let phrase = &self.s.nps[np];
        let office = (phrase.first..=phrase.last).any(|k| self.s.toks[k].office.is_some());
        let named = phrase.owner.is_some()
            || (phrase.first..=phrase.last).any(|k| self.s.toks[k].mention.is_some());
        let envoy = self.s.head(np).contains("ambassador") || self.s.head(np).contains("envoy");
        office && !named && !envoy
    }

    /// A number that stands alone behind its verb: the count of a vote.
    fn is_count(&self, np: usize) -> bool {
        let phrase = &self.s.nps[np];
        phrase.first == phrase.last
            && (self.s.toks[phrase.first].tag == Tag::Number
                || self.s.toks[phrase.first]
                    .lower
                    .starts_with(|c: char| c.is_ascii_digit()))
            && phrase.chunk > 0
            && self.s.vg_at(phrase.chunk - 1).is_some()
    }

    /// "the first country in nearly five years (to …)", "the 97th to …": also past what stands between.
    fn is_ranked(&self, np: usize) -> bool {
        let chunks = &self.s.chunks;
        let ranked = |np: usize| {
            let phrase = &self.s.nps[np];
            (phrase.first..=phrase.last).any(|k| {
                let word = self.s.toks[k].lower.as_str();
                matches!(
                    word,
                    "first"
                        | "second"
                        | "third"
                        | "fourth"
                        | "fifth"
                        | "sixth"
                        | "seventh"
                        | "eighth"
                        | "ninth"
                        | "tenth"
                        | "latest"
                        | "last"
                        | "only"
                ) || (word.starts_with(|c: char| c.is_ascii_digit()) && word.ends_with("th"))
            })
        };
        if ranked(np) {
            return true;
        }
        let mut chunk = self.s.nps[np].chunk;
        while chunk >= 2 {
            chunk -= 1;
            match chunks[chunk].kind {
                Kind::Adverb => {}
                Kind::Prep
                    if matches!(
                        self.s.word_of(chunk),
                        "in" | "of" | "outside" | "since" | "within" | "after" | "from" | "besides"
                    ) =>
                {
                    match self.s.np_at(chunk - 1) {
                        Some(before) if ranked(before) => return true,
                        Some(_) => chunk -= 1,
                        None => return false,
                    }
                }
                _ => return false,
            }
        }
        false
    }

    /// A phrase before an infinitive: the object of a verb that controls it ("urged Iran to"), or a noun that governs
    /// it ("its decision to").
    pub(super) fn phrase_governor(&self, np: usize, shape: VerbShape) -> Option<Governor> {
        let chunks = &self.s.chunks;
        let chunk = self.s.nps[np].chunk;
        let head = self.s.head(np);
        let verb_before = chunk.checked_sub(1).and_then(|c| self.s.vg_at(c));
        // "was the first of the group to establish relations"
        let first_of = chunk >= 2
            && self.s.word_of(chunk - 1) == "of"
            && matches!(
                self.s.toks[chunks[chunk - 2].last].lower.as_str(),
                "first" | "last" | "one" | "second" | "third" | "latest"
            );
        if (self.is_ranked(np) || first_of) && shape == VerbShape::Infinitive {
            // "became the first country to …", "is among the first countries to …"
            return Some(Governor {
                class: Governs::Done,
                vg: verb_before.or_else(|| self.verb_left(chunk)),
                agent: None,
            });
        }
        // "urged the government, Iran and other countries to expel the ambassador": they are asked, and have decided nothing
        let mut begins = chunk;
        while begins >= 2
            && matches!(chunks[begins - 1].kind, Kind::And | Kind::Comma)
            && self.s.np_at(begins - 2).is_some()
        {
            begins -= 2;
        }
        let verb_before_all = begins.checked_sub(1).and_then(|c| self.s.vg_at(c));
        if let Some(w) = verb_before_all
            && shape == VerbShape::Infinitive
            && !self.s.vgs[w].passive
            && self.grammar.object_control(&self.s.vgs[w].lemma)
            && self.grammar.means_states(head)
        {
            return Some(self.verb_governor(w, Some(np)));
        }
        // "calling on the Government to expel": it is asked
        if shape == VerbShape::Infinitive
            && self.grammar.means_states(head)
            && begins >= 2
            && chunks[begins - 1].kind == Kind::Prep
            && matches!(self.s.word_of(begins - 1), "on" | "upon" | "for")
            && let Some(w) = self.s.vg_at(begins - 2)
            && self.grammar.object_control(&self.s.vgs[w].lemma)
        {
            return Some(self.verb_governor(w, Some(np)));
        }
        // "had urged the government for days to end relations"
        if shape == VerbShape::Infinitive
            && chunk >= 3
            && chunks[chunk - 1].kind == Kind::Prep
            && let Some(asked) = self.s.np_at(chunk - 2)
            && let Some(w) = self.s.vg_at(chunk - 3)
            && self.grammar.object_control(&self.s.vgs[w].lemma)
            && !self.s.vgs[w].passive
            && self.grammar.means_states(self.s.head(asked))
        {
            return Some(self.verb_governor(w, Some(asked)));
        }
        if let Some(class) = self.grammar.governing_noun(head)
            && self.mention_at_head(np).is_none()
        {
            return Some(self.noun_governor(np, class));
        }
        if let Some(class) = self.grammar.governing_adjective(head) {
            let vg = verb_before.or_else(|| self.verb_left(chunk));
            return Some(Governor {
                class,
                vg,
                agent: None,
            });
        }
        let list = self.s.nps[self.lists[np][0]].chunk;
        if shape == VerbShape::Gerund
            && list > 0
            && chunks[list - 1].kind == Kind::Prep
            && self.s.word_of(list - 1) == "with"
        {
            // "…, with a new ambassador presenting his credentials"
            return Some(Governor {
                class: Governs::Done,
                vg: self.verb_left(chunk),
                agent: Some(np),
            });
        }
        if shape == VerbShape::Gerund {
            let vg = verb_before?;
            return Some(self.verb_governor(vg, None));
        }
        if let Some(w) = verb_before {
            let lemma = self.s.vgs[w].lemma.as_str();
            let controls = self.grammar.object_control(lemma) && !self.s.vgs[w].passive;
            return Some(match controls {
                true => self.verb_governor(w, Some(np)),
                false => Governor {
                    class: Governs::Ahead,
                    vg: Some(w),
                    agent: None,
                },
            });
        }
        // "its decision by decree to", "the call on Iran to", "the decision of the DPRK to"
        if chunk >= 2 && chunks[chunk - 1].kind == Kind::Prep {
            let preposition = self.s.word_of(chunk - 1);
            let mut noun_chunk = chunk - 2;
            // "calls on the Internet for the government in Hanoi to": past the country to what is said of it
            while let Some(noun) = self.s.np_at(noun_chunk)
                && self.grammar.means_the_country(self.s.head(noun))
                && noun_chunk >= 2
                && chunks[noun_chunk - 1].kind == Kind::Prep
                && self.s.np_at(noun_chunk - 2).is_some()
            {
                noun_chunk -= 2;
            }
            if noun_chunk != chunk - 2
                && let Some(asked) = (0..=noun_chunk).rev().find_map(|c| {
                    self.s.np_at(c).filter(|&np| {
                        self.grammar.governing_noun(self.s.head(np)) == Some(Governs::Open)
                    })
                })
            {
                return Some(self.noun_governor(asked, Governs::Open));
            }
            match chunks[chunk - 2].kind {
                Kind::Np(noun) => {
                    if let Some(class) = self.grammar.governing_noun(self.s.head(noun)) {
                        let asked = matches!(preposition, "on" | "to" | "upon" | "for")
                            && class == Governs::Open;
                        let agent =
                            if matches!(preposition, "of" | "by" | "between" | "from") || asked {
                                Some(np)
                            } else {
                                None
                            };
                        let governed = self.noun_governor(noun, class);
                        return Some(Governor {
                            agent: agent.or(governed.agent),
                            ..governed
                        });
                    }
                }
                // "agreed in Luxembourg to lift"
                Kind::Vg(w) if matches!(preposition, "in" | "at" | "during" | "after") => {
                    return Some(self.verb_governor(w, None));
                }
                Kind::Vg(w) if matches!(preposition, "on" | "upon" | "to" | "for" | "with") => {
                    return Some(match self.grammar.object_control(&self.s.vgs[w].lemma) {
                        true => self.verb_governor(w, Some(np)),
                        false => Governor {
                            class: Governs::Ahead,
                            vg: Some(w),
                            agent: None,
                        },
                    });
                }
                _ => {}
            }
        }
        let vg = self.verb_left(chunk);
        Some(Governor {
            class: Governs::Ahead,
            vg,
            agent: None,
        })
    }

    pub(super) fn noun_governor(&self, np: usize, class: Governs) -> Governor {
        let phrase = &self.s.nps[np];
        let vg = self.verb_left(phrase.chunk);
        let named = phrase.owner.is_some()
            || (phrase.first..phrase.last).any(|k| self.s.toks[k].mention.is_some());
        let negated =
            self.s.toks[phrase.first].lower == "no" || self.s.toks[phrase.first].lower == "neither";
        let class = if negated || (class != Governs::Done && self.is_turned_down(phrase.chunk)) {
            Governs::Not
        } else if class == Governs::Done && vg.is_none() {
            // "an agreement on establishing relations is being prepared", "a motion to … was defeated"
            self.fate(np).unwrap_or(class)
        } else {
            class
        };
        Governor {
            class,
            vg,
            agent: named.then_some(np),
        }
    }

    /// "rejected calls to", "resisted pressure to", "cancelled plans to": the verb before the noun undoes it.
    fn is_turned_down(&self, noun: usize) -> bool {
        let verb = noun.checked_sub(1).and_then(|c| self.s.vg_at(c));
        verb.is_some_and(|w| {
            let v = &self.s.vgs[w];
            let lemma = v.lemma.as_str();
            let undone = self.grammar.governor(lemma) == Some(Governs::Not)
                || self.grammar.turns_down(lemma);
            undone && !v.negated && self.own_force(w) == Force::Asserted
        })
    }

    /// Of "talks with Sarajevo and Ljubljana", at the last name: "talks".
    pub(super) fn noun_behind(&self, np: usize) -> Option<usize> {
        let first = *self.lists[np].first()?;
        let with = self.s.nps[first].chunk.checked_sub(1)?;
        (self.s.chunks[with].kind == Kind::Prep
            && matches!(self.s.word_of(with), "with" | "between" | "to"))
        .then(|| self.s.np_at(with.checked_sub(1)?))?
    }

    /// What the verb that a noun is the subject of makes of the thing that the noun stands for.
    pub(super) fn fate(&self, np: usize) -> Option<Governs> {
        let chunk = self.s.nps[np].chunk;
        let verb = (chunk + 1..self.s.chunks.len())
            .take_while(|&c| {
                !matches!(
                    self.s.chunks[c].kind,
                    Kind::Which | Kind::That | Kind::Sub | Kind::Stop
                )
            })
            .find_map(|c| {
                self.s
                    .vg_at(c)
                    .filter(|&w| self.s.vgs[w].shape == VerbShape::Finite)
            })?;
        let v = &self.s.vgs[verb];
        if v.modal == Some(Modal::Will) {
            return Some(Governs::Ahead);
        }
        self.grammar
            .governor(&v.lemma)
            .filter(|class| matches!(class, Governs::Ahead | Governs::Open | Governs::Not))
    }

    /// "voted against ratifying", "argued against the expulsion": what "against" behind this verb says of what follows.
    pub fn opposes(&self, vg: usize) -> Option<Governs> {
        match self.s.vgs[vg].lemma.as_str() {
            "vote" | "decide" => Some(Governs::Not),
            "argue" | "campaign" | "warn" | "advise" | "caution" | "counsel" | "lobby" => {
                Some(Governs::Open)
            }
            _ => None,
        }
    }

    pub(super) fn gerund_governor(&self, c: usize, preposition: &str) -> Option<Governor> {
        let chunks = &self.s.chunks;
        let before = c.checked_sub(1).map(|b| chunks[b].kind);
        // "gave the green light on Tuesday to lifting"
        let before = match before {
            Some(Kind::Date) if matches!(preposition, "to" | "against") => {
                c.checked_sub(2).map(|b| chunks[b].kind)
            }
            before => before,
        };
        let opposed = match before {
            Some(Kind::Vg(w)) if preposition == "against" => self.opposes(w),
            _ => None,
        };
        let undone = (preposition == "without").then_some(Governs::Not);
        if let Some(class) = undone.or(opposed) {
            let vg = self.verb_left(c);
            return Some(Governor {
                class,
                vg,
                agent: None,
            });
        }
        match before {
            // "the former by recalling its ambassador"
            Some(Kind::Np(np)) if preposition == "by" && self.is_former_or_latter(np) => {
                Some(Governor {
                    class: Governs::Done,
                    vg: None,
                    agent: Some(np),
                })
            }
            Some(Kind::Np(np)) => {
                let verb = self.s.nps[np]
                    .chunk
                    .checked_sub(1)
                    .and_then(|b| self.s.vg_at(b));
                // "talks with Sarajevo and Ljubljana on establishing …"
                if matches!(preposition, "on" | "about" | "over" | "for")
                    && let Some(noun) = self.noun_behind(np)
                    && let Some(class) = self.grammar.governing_noun(self.s.head(noun))
                {
                    return Some(self.noun_governor(noun, class));
                }
                if let Some(class) = self
                    .grammar
                    .governing_noun(self.s.head(np))
                    .filter(|_| self.mention_at_head(np).is_none())
                {
                    return Some(self.noun_governor(np, class));
                }
                if let Some(w) = verb.filter(|_| {
                    matches!(
                        preposition,
                        "of" | "for" | "from" | "into" | "against" | "with" | "in"
                    )
                }) {
                    let lemma = self.s.vgs[w].lemma.as_str();
                    let class = self.grammar.governor(lemma).unwrap_or(Governs::Done);
                    let agent = matches!(
                        lemma,
                        "accuse"
                            | "thank"
                            | "praise"
                            | "blame"
                            | "criticise"
                            | "criticize"
                            | "suspect"
                            | "condemn"
                            | "prevent"
                            | "stop"
                            | "join"
                            | "warn"
                            | "congratulate"
                            | "commend"
                            | "dissuade"
                            | "discourage"
                    )
                    .then_some(np);
                    if lemma == "join" {
                        return Some(Governor {
                            class: Governs::Done,
                            vg: Some(w),
                            agent: None,
                        });
                    }
                    return Some(Governor {
                        class,
                        vg: Some(w),
                        agent,
                    });
                }
                // "gave the green light to lifting"
                if matches!(preposition, "to" | "for")
                    && matches!(
                        self.s.head(np),
                        "light" | "go-ahead" | "nod" | "assent" | "consent" | "blessing"
                    )
                    && let Some(w) = verb.filter(|&w| {
                        matches!(
                            self.s.vgs[w].lemma.as_str(),
                            "give" | "grant" | "get" | "receive" | "win" | "secure"
                        )
                    })
                {
                    return Some(Governor {
                        class: Governs::Done,
                        vg: Some(w),
                        agent: None,
                    });
                }
                if self.s.head(np) == "short" {
                    return Some(Governor {
                        class: Governs::Not,
                        vg: verb,
                        agent: None,
                    });
                }
                // "voted in favour of closing"
                if matches!(self.s.head(np), "favour" | "favor") {
                    return Some(Governor {
                        class: Governs::Open,
                        vg: verb,
                        agent: None,
                    });
                }
                None
            }
            Some(Kind::Vg(w)) => Some(self.verb_governor(w, None)),
            Some(Kind::Adverb) => None,
            _ => None,
        }
        .or_else(|| {
            let done = matches!(
                preposition,
                "by" | "after"
                    | "in"
                    | "on"
                    | "upon"
                    | "following"
                    | "since"
                    | "for"
                    | "over"
                    | "despite"
            );
            let opens = (0..c).all(|b| matches!(chunks[b].kind, Kind::Adverb | Kind::Date));
            let open = preposition == "before" || preposition == "instead" || preposition == "than";
            if opens && !open {
                return None;
            }
            let vg = self.verb_left(c);
            Some(Governor {
                class: if done { Governs::Done } else { Governs::Open },
                vg,
                agent: None,
            })
        })
    }

    /// "the former", "the latter" alone.
    pub fn is_former_or_latter(&self, np: usize) -> bool {
        let phrase = &self.s.nps[np];
        matches!(self.s.head(np), "former" | "latter")
            && phrase.first + 1 == phrase.last
            && self.s.toks[phrase.first].lower == "the"
    }

    pub fn mention_at_head(&self, np: usize) -> Option<usize> {
        self.s.toks[self.s.nps[np].last].mention
    }
}
