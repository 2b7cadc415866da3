//! What a verb is done to: the phrases that a theme means.

use super::*;

impl Recogniser<'_, '_, '_> {
    /// "called home its own": what was spoken of just before, the ambassador or the embassy.
    pub(super) fn is_own_of(&self, np: usize, theme: &Theme) -> bool {
        let s = self.clauses.s;
        let person_or_house = theme
            .heads
            .iter()
            .any(|h| matches!(h.as_str(), "ambassador" | "embassy"));
        let own = s.nps[np].pronoun_owner && s.head(np) == "own";
        (own || matches!(s.head(np), "theirs" | "hers"))
            && person_or_house
            && (!self.siblings.borrow().is_empty() || self.told_just_before())
    }

    /// Whether the sentence before tells of an act between two.
    fn told_just_before(&self) -> bool {
        let before = |acted: &crate::discourse::Acted| acted.sentence + 1 == self.sentence;
        self.discourse.last_of.values().any(before)
    }

    /// "four Russians", "23 of them", "three": a number of persons, whose nation is named or was said before.
    pub(super) fn nationals(&self, chunk: usize) -> Option<usize> {
        let np = self.first_object(chunk)?;
        if self.are_nationals(np) {
            return Some(np);
        }
        self.through_of(np).filter(|&np| self.are_nationals(np))
    }

    pub(super) fn are_nationals(&self, np: usize) -> bool {
        let s = self.clauses.s;
        let phrase = &s.nps[np];
        let counted = (phrase.first..=phrase.last).any(|k| s.toks[k].is_number());
        // "15,000 Rwandans", "a million Ghanaians": a people, whom no embassy holds
        let a_people = (phrase.first..=phrase.last).any(|k| {
            let word = s.toks[k].lower.as_str();
            let digits = word.bytes().filter(u8::is_ascii_digit).count();
            digits > 3
                || matches!(
                    word,
                    "thousand" | "thousands" | "million" | "millions" | "hundreds"
                )
        });
        if a_people {
            return false;
        }
        let last = &s.toks[phrase.last];
        let nation = last.mention.is_some() && last.lower.ends_with('s');
        let bare = phrase.first == phrase.last;
        let named = (phrase.first..phrase.last).any(|k| s.toks[k].mention.is_some());
        let official = named
            && matches!(
                last.lower.as_str(),
                "official" | "officials" | "staff" | "employees" | "personnel" | "mission"
            );
        official || (counted && (nation || bare))
    }

    /// "ties with Israel, which were severed in 2009", "sanctions on Belarus that were imposed in 2004": the phrase before the one with
    /// whom, or where, it is.
    pub(super) fn before_its_place(&self, np: usize, vg: usize) -> Option<usize> {
        let s = self.clauses.s;
        let v = &s.vgs[vg];
        let goes_back = match s.chunks[v.chunk.checked_sub(1)?].kind {
            Kind::Which | Kind::That => v.passive,
            // "the sanctions on Belarus, imposed in 2004,"
            Kind::Comma => v.shape == VerbShape::Participle,
            _ => false,
        };
        let first = self.clauses.lists[np][0];
        let place = s.nps[first].chunk.checked_sub(1)?;
        let stands = s.chunks[place].kind == Kind::Prep
            && matches!(
                s.word_of(place),
                "with" | "to" | "in" | "on" | "against" | "at" | "between"
            );
        s.np_at(place.checked_sub(1)?)
            .filter(|_| goes_back && stands)
    }

    /// "the last of its ties", "the level of relations": the phrase after "of".
    pub(super) fn through_of(&self, np: usize) -> Option<usize> {
        let s = self.clauses.s;
        let c = s.nps[np].chunk + 1;
        let light = matches!(
            s.head(np),
            "all"
                | "last"
                | "rest"
                | "remainder"
                | "part"
                | "number"
                | "some"
                | "most"
                | "process"
                | "dozens"
                | "group"
                | "series"
                | "round"
                | "package"
                | "set"
                | "raft"
                | "range"
                | "one"
                | "two"
                | "three"
                | "four"
                | "five"
                | "kind"
                | "form"
                | "opening"
                | "pair"
                | "both"
                | "handful"
                | "wave"
                | "restoration"
                | "resumption"
                | "whole"
                | "entirety"
                | "total"
                | "years"
                | "decades"
                | "months"
                | "century"
                | "slew"
                | "batch"
                | "tranche"
                | "barrage"
                | "host"
                | "spate"
                | "bundle"
                | "swathe"
                | "bulk"
                | "km"
                | "kilometres"
                | "kilometers"
                | "miles"
        );
        // "more than 70 Russian diplomats"
        let more = matches!(s.head(np), "more" | "fewer" | "less")
            && s.chunks.get(c)?.kind == Kind::Prep
            && s.word_of(c) == "than";
        // "an executive order for new sanctions"
        let ordered = matches!(s.head(np), "order" | "resolution" | "decree")
            && s.chunks.get(c)?.kind == Kind::Prep
            && s.word_of(c) == "for";
        (more || ordered || (light && s.chunks.get(c)?.kind == Kind::Prep && s.word_of(c) == "of"))
            .then(|| s.np_at(c + 1))?
    }

    pub(super) fn is_theme(&self, np: usize, theme: &Theme) -> bool {
        if let Some(thing) = self.thing_meant(np) {
            return thing.is_of(theme);
        }
        let s = self.clauses.s;
        let phrase = &s.nps[np];
        let word = |k: usize| s.toks[k].lower.as_str();
        let Some((first, last)) = self.theme_head(np, theme) else {
            return self.is_another(np, theme);
        };
        let head = (first..=last).map(word).collect::<Vec<_>>().join(" ");
        let before: Vec<&str> = (phrase.first..first).map(word).collect();
        let stands = |list: &[String]| {
            list.iter().any(|m| {
                before.contains(&m.as_str()) || (m.contains(' ') && head.contains(m.as_str()))
            })
        };
        let but =
            stands(&theme.but) || (first < last && theme.but.iter().any(|m| word(first) == m));
        let sanctions_told = || {
            self.discourse.last_of.keys().any(|&a| {
                let moves = self.codebook.acts()[a].moves.as_ref();
                moves.is_some_and(|m| m.aspect == "sanctions")
            }) && theme.heads.iter().any(|h| h == "sanctions")
        };
        let of_sanctions = theme.heads.iter().any(|h| h == "sanctions");
        let told = but
            || sanctions_told()
            || self.of_mission(np)
            || self.own_mission(np)
            || (of_sanctions && self.on_trade(np));
        if theme.weak.contains(&head) && !told {
            return false;
        }
        if stands(&theme.not) && !but {
            return false;
        }
        // "ties at ambassadorial level"
        let behind = || {
            let c = phrase.chunk + 1;
            let at = s.chunks.get(c).is_some_and(|k| k.kind == Kind::Prep) && s.word_of(c) == "at";
            let level = s.np_at(c + 1).filter(|_| at);
            level.is_some_and(|np| {
                let named = &s.nps[np];
                (named.first..=named.last).any(|k| theme.need.iter().any(|n| n == word(k)))
            })
        };
        if !(theme.need.is_empty()
            || stands(&theme.need)
            || behind()
            || theme.need.iter().any(|n| head.starts_with(n.as_str())))
        {
            return false;
        }
        if !theme.of.is_empty() {
            let c = phrase.chunk + 1;
            let of = s
                .chunks
                .get(c)
                .is_some_and(|k| k.kind == Kind::Prep && matches!(s.word_of(c), "of" | "at" | "in"))
                .then(|| s.np_at(c + 1))
                .flatten();
            let named =
                of.is_some_and(|of| theme.of.iter().any(|w| s.head(of).ends_with(w.as_str())));
            let inside = before
                .iter()
                .any(|b| theme.of.iter().any(|w| b == w) || *b == "diplomatic");
            return named || inside;
        }
        true
    }

    /// "a ban on trade with Iran", "curbs on Turkish imports", "a freeze on arms sales", "restrictions on Turkish companies".
    fn on_trade(&self, np: usize) -> bool {
        let s = self.clauses.s;
        let c = s.nps[np].chunk + 1;
        s.chunks.get(c).is_some_and(|k| k.kind == Kind::Prep)
            && matches!(s.word_of(c), "on" | "of")
            && s.np_at(c + 1).is_some_and(|on| {
                let named = (s.nps[on].first..s.nps[on].last).any(|k| s.toks[k].mention.is_some());
                is_traded(s.head(on))
                    || (named
                        && matches!(
                            s.head(on),
                            "companies"
                                | "firms"
                                | "banks"
                                | "officials"
                                | "oil"
                                | "gas"
                                | "coal"
                                | "goods"
                                | "products"
                                | "airlines"
                                | "ships"
                                | "entities"
                                | "individuals"
                        ))
            })
    }

    /// "most of the sanctions", "some restrictions", "a ban on most trade", "partially lifted": not the whole of it.
    pub(super) fn is_part(&self, np: usize, vg: Option<usize>) -> bool {
        const PART: &[&str] = &[
            "most", "some", "certain", "several", "many", "few", "part", "parts", "half", "bulk",
            "majority", "portion", "number", "dozens",
        ];
        let s = self.clauses.s;
        let phrase = &s.nps[np];
        let says = |np: usize| {
            let phrase = &s.nps[np];
            (phrase.first..=phrase.last).any(|k| PART.contains(&s.toks[k].lower.as_str()))
        };
        let of = phrase.chunk >= 2
            && s.chunks[phrase.chunk - 1].kind == Kind::Prep
            && s.word_of(phrase.chunk - 1) == "of"
            && s.np_at(phrase.chunk - 2).is_some_and(says);
        let on = s
            .chunks
            .get(phrase.chunk + 1)
            .is_some_and(|k| k.kind == Kind::Prep && s.word_of(phrase.chunk + 1) == "on")
            && s.np_at(phrase.chunk + 2).is_some_and(|on| {
                says(on) && (is_traded(s.head(on)) || !self.clauses.is_party(on))
            });
        let partly = vg.is_some_and(|v| {
            let v = &s.vgs[v];
            (v.first.saturating_sub(2)..=(v.last + 1).min(s.toks.len() - 1)).any(|k| {
                matches!(
                    s.toks[k].lower.as_str(),
                    "partially" | "partly" | "largely" | "mostly"
                )
            })
        });
        says(np) || of || on || partly
    }

    /// "recalled its ambassador and expelled the Cambodian one": one more of what the sentence named before.
    fn is_another(&self, np: usize, theme: &Theme) -> bool {
        let s = self.clauses.s;
        let phrase = &s.nps[np];
        let nation = (phrase.first..phrase.last).any(|k| s.toks[k].mention.is_some());
        // "recalled its ambassador from Phnom Penh and expelled Cambodia's"
        let elided = s.toks[phrase.last].tag == Tag::Mark
            && phrase.last > phrase.first
            && s.toks[phrase.last - 1].mention.is_some();
        (nation && matches!(s.head(np), "one" | "ones") || s.head(np) == "theirs" || elided)
            && (0..np)
                .rev()
                .find(|&before| {
                    self.theme_head(before, theme).is_some()
                        || s.nps[before].pronoun_owner
                        || s.nps[before].owner.is_some()
                })
                .map_or_else(
                    // "ordered the attachés out. Pakistan expelled the Indian ones"
                    || self.discourse.things.last().is_some_and(|t| t.is_of(theme)),
                    |before| {
                        self.theme_head(before, theme).is_some() && self.is_theme(before, theme)
                    },
                )
    }

    /// "reopened its mission in Damascus": a mission of its own in a place.
    fn own_mission(&self, np: usize) -> bool {
        let s = self.clauses.s;
        let phrase = &s.nps[np];
        let c = phrase.chunk + 1;
        // "shut its Tehran mission"
        let inside = phrase.pronoun_owner
            && (phrase.first..phrase.last).any(|k| s.toks[k].mention.is_some());
        let abroad = inside
            || s.chunks.get(c).is_some_and(|k| k.kind == Kind::Prep)
                && matches!(s.word_of(c), "in" | "to")
                && s.np_at(c + 1)
                    .is_some_and(|at| !self.resolver.list(at, true).is_empty());
        // "Britain shut its embassy, a day after the United States closed its own mission"
        let abroad = abroad
            || (phrase.pronoun_owner
                && self.siblings.borrow().iter().any(|(act, _, _)| {
                    let moves = self.codebook.acts()[*act].moves.as_ref();
                    moves.is_some_and(|m| m.of.as_deref() == Some("embassy"))
                }));
        // "withdrawing all of its own personnel from those countries"
        let from = s.chunks.get(c).is_some_and(|k| k.kind == Kind::Prep)
            && s.word_of(c) == "from"
            && s.np_at(c + 1)
                .is_some_and(|at| !self.resolver.list(at, true).is_empty());
        if matches!(s.head(np), "personnel" | "staff") && phrase.pronoun_owner && from {
            return true;
        }
        matches!(s.head(np), "mission" | "missions")
            && (phrase.pronoun_owner || phrase.owner.is_some())
            && abroad
    }

    /// "58 staff members of the US Embassy": of a mission.
    pub(super) fn of_mission(&self, np: usize) -> bool {
        let s = self.clauses.s;
        let c = s.nps[np].chunk + 1;
        s.chunks.get(c).is_some_and(|k| k.kind == Kind::Prep)
            && matches!(s.word_of(c), "of" | "at" | "from")
            && s.np_at(c + 1).is_some_and(|of| {
                let phrase = &s.nps[of];
                (phrase.first..=phrase.last).any(|k| {
                    ["embassy", "mission", "consulate"]
                        .iter()
                        .any(|w| s.toks[k].lower.contains(w))
                })
            })
    }

    /// Tokens of the theme's head within a phrase: at its end, or before a person's name ("ambassador Juan Perez").
    pub(super) fn theme_head(&self, np: usize, theme: &Theme) -> Option<(usize, usize)> {
        let s = self.clauses.s;
        let phrase = &s.nps[np];
        let end = if s.toks[phrase.last].tag == Tag::Mark {
            phrase.last.saturating_sub(1)
        } else {
            phrase.last
        };
        // a token can be a whole phrase ("charge d'affaires")
        let words: Vec<(&str, usize)> = (phrase.first..=end)
            .flat_map(|k| s.toks[k].lower.split(' ').map(move |word| (word, k)))
            .collect();
        let mut best: Option<(usize, usize)> = None;
        for at in (0..words.len()).rev() {
            let (word, last) = words[at];
            if words.get(at + 1).is_some_and(|(_, k)| *k == last) {
                continue;
            }
            for head in theme.heads.iter().filter(|head| head.ends_with(word)) {
                let mut before = words[..=at].iter().rev();
                let mut first = last;
                let stands = head.rsplit(' ').all(|part| {
                    before.next().is_some_and(|&(word, k)| {
                        first = k;
                        word == part
                    })
                });
                let named = || last < end && self.person_follows(last + 1, end);
                if stands
                    && best.is_none_or(|(f, l)| last - first > l - f)
                    && (last == end || named())
                {
                    best = Some((first, last));
                }
            }
        }
        best
    }

    pub(super) fn person_follows(&self, from: usize, to: usize) -> bool {
        let s = self.clauses.s;
        (from..=to).all(|k| {
            matches!(s.toks[k].tag, Tag::Noun | Tag::Name)
                && s.toks[k].capital
                && s.toks[k].office.is_none()
                && s.toks[k].lower.len() > 1
        }) && to - from < 4
            && !(from..=to).any(|k| {
                s.toks[k].lower.ends_with("ing")
                    || matches!(
                        s.toks[k].lower.as_str(),
                        "staff"
                            | "compound"
                            | "building"
                            | "officials"
                            | "official"
                            | "bid"
                            | "talks"
                            | "nomination"
                            | "post"
                    )
            })
    }
}
