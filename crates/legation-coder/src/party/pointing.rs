//! Phrases that point to those spoken of without naming them: "they", "the two countries", "its neighbour".

use super::*;

impl Resolver<'_, '_, '_> {
    /// The phrase for a country that opens the sentence before a pronoun, and names none.
    pub(super) fn nation_before(&self, np: usize) -> Option<usize> {
        let s = self.clauses.s;
        (0..np).find(|&n| {
            let phrase = &s.nps[n];
            let named = phrase.owner.is_some()
                || (phrase.first..=phrase.last).any(|k| s.toks[k].mention.is_some());
            let opens = (0..phrase.chunk).all(|c| !matches!(s.chunks[c].kind, Kind::Np(_)));
            opens
                && !named
                && matches!(
                    s.head(n),
                    "nation" | "country" | "state" | "island" | "kingdom" | "republic"
                )
        })
    }

    /// "Taipei said (that) it had terminated …": the one who tells, if named, at a pronoun that begins what is told.
    pub(super) fn who_tells(&self, np: usize) -> Option<Vec<Side>> {
        let s = self.clauses.s;
        let mut c = s.nps[np].chunk;
        while c > 0 && matches!(s.chunks[c - 1].kind, Kind::That | Kind::Date | Kind::Adverb) {
            c -= 1;
        }
        let verb = s.vg_at(c.checked_sub(1)?)?;
        let tells = self.clauses.grammar.governor(&s.vgs[verb].lemma) == Some(Governs::Tell)
            || s.vgs[verb].lemma == "announce";
        let subject = self
            .clauses
            .subject(verb)
            .filter(|_| tells && !s.vgs[verb].passive)?;
        if subject >= np {
            return None;
        }
        let sides = self.list(subject, false);
        (sides.len() == 1 && !sides[0].implicit).then_some(sides)
    }

    /// "The junta announced that it …": one who speaks before the phrase without being named.
    pub(super) fn other_speaks(&self, np: usize) -> bool {
        let s = self.clauses.s;
        (0..np).any(|n| {
            let head = s.head(n);
            self.clauses.grammar.means_the_country(head) || s.toks[s.nps[n].last].office.is_some()
        })
    }

    /// "its southern neighbour", "the neighbouring country": the only one spoken of that borders on who acts.
    pub(super) fn neighbour(&self, np: usize, head: &str) -> Option<Vec<Side>> {
        let s = self.clauses.s;
        let phrase = &s.nps[np];
        let at = s.toks[phrase.first].span.start;
        let word = |k: usize| s.toks[k].lower.as_str();
        let next_door = matches!(head, "neighbour" | "neighbor")
            || (self.clauses.grammar.means_the_country(head)
                && (phrase.first..phrase.last)
                    .any(|k| matches!(word(k), "neighbouring" | "neighboring")));
        let whose = phrase.pronoun_owner || word(phrase.first) == "the";
        if !next_door || !whose {
            return None;
        }
        let of_subject = self
            .clauses
            .verb_left(phrase.chunk)
            .and_then(|v| self.clauses.subject(v))
            .filter(|&subject| subject < np)
            .map(|subject| self.list(subject, false));
        let one = match of_subject.as_deref() {
            Some([one]) => one.entity,
            Some([]) | None => self.discourse.single(self.sentence, at, &[])?.0,
            Some(_) => return Some(Vec::new()),
        };
        let found = self
            .discourse
            .only(self.sentence, at, |e| self.gazetteer.are_neighbours(one, e));
        Some(self.implicit(found))
    }

    /// Who acts on the phrase, where it stands behind its verb: it means none of them.
    pub(super) fn acting_on(&self, np: usize) -> Vec<EntityRef> {
        let s = self.clauses.s;
        let acts_itself = s
            .vg_at(s.nps[np].chunk + 1)
            .is_some_and(|v| s.vgs[v].shape == VerbShape::Finite);
        let verb = (0..s.nps[np].chunk)
            .rev()
            .find_map(|c| match s.chunks[c].kind {
                Kind::Vg(v) => Some(Some(v)),
                Kind::Stop | Kind::Sub | Kind::That | Kind::Which => Some(None),
                _ => None,
            });
        let subject = verb
            .flatten()
            .filter(|_| !acts_itself)
            .and_then(|v| self.clauses.subject(v))
            .filter(|&subject| subject < np);
        subject.map_or_else(Vec::new, |subject| {
            let sides = self.list(subject, false);
            sides.into_iter().map(|side| side.entity).collect()
        })
    }

    /// "Chad's junta gave the envoy a day, weeks after it expelled three others": who acts in the main clause.
    pub(super) fn main_subject(&self, np: usize) -> Option<Vec<Side>> {
        let s = self.clauses.s;
        let opens = s.nps[np].chunk.checked_sub(1)?;
        // "weeks after" is one expression of time
        let word = s.toks[s.chunks[opens].last].lower.as_str();
        let after = matches!(word, "after" | "before" | "since" | "when");
        let acts = s.vg_at(opens + 2).is_some();
        if !after || !acts {
            return None;
        }
        let verb = (0..opens).find_map(|c| {
            let v = s.vg_at(c)?;
            (s.vgs[v].shape == VerbShape::Finite).then_some(v)
        })?;
        let subject = self.clauses.subject(verb).filter(|&subject| subject < np)?;
        let explicit = s.toks[s.nps[subject].last].tag != Tag::Pronoun;
        let sides = self.list(subject, false);
        (explicit && sides.len() == 1).then(|| {
            let side = &sides[0];
            self.implicit(Some((side.entity, side.span)))
        })
    }

    /// Whether the sentence opens with others who do the same: "Together with", "Like", "Unlike".
    pub(super) fn is_joined_by_others(&self, np: usize) -> bool {
        let s = self.clauses.s;
        let opens = matches!(
            s.toks[0].lower.as_str(),
            "together" | "along" | "alongside" | "like" | "unlike"
        );
        let verb = |c: usize| s.vg_at(c).is_some();
        opens && !(0..s.nps[np].chunk).any(verb)
    }

    /// The `n` that the text named together last.
    pub(super) fn group(&self, at: usize, n: usize) -> Vec<Side> {
        let group = self.discourse.group(at, n);
        group
            .iter()
            .flat_map(|&found| self.implicit(Some(found)))
            .collect()
    }

    /// "they": the several that the sentence named before, or who acted together in the sentence before; else the two
    /// that the report is about.
    pub(super) fn they(&self, np: usize) -> Vec<Side> {
        let lists = &self.clauses.lists;
        let several = (0..np).rev().filter(|&n| {
            let first = self.clauses.s.nps[lists[n][0]].chunk;
            lists[n].iter().all(|&m| self.clauses.is_party(m))
                && (first == 0 || self.clauses.s.chunks[first - 1].kind != Kind::Prep)
        });
        for n in several {
            let sides = self.list(n, false);
            if sides.len() > 1 {
                return sides
                    .into_iter()
                    .map(|side| Side {
                        implicit: true,
                        ..side
                    })
                    .collect();
            }
        }
        // "seven members had done so before they joined": who those are is not told
        let others = (0..np).any(|n| {
            let s = self.clauses.s;
            let head = s.head(n);
            s.nps[n].chunk == 0
                && head.ends_with('s')
                && s.toks[s.nps[n].last].tag == Tag::Noun
                && !self
                    .phrase(n, false)
                    .iter()
                    .any(|side| self.gazetteer.entity(side.entity).kind.is_polity())
        });
        if others || self.said_by_unknown(np) {
            return Vec::new();
        }
        if self.discourse.last_group_in + 1 == self.sentence {
            return self.discourse.last_group.clone();
        }
        if let Some(group) = self.discourse.subjects_before(self.sentence) {
            return group
                .iter()
                .flat_map(|&found| self.implicit(Some(found)))
                .collect();
        }
        let pair = self.both(np, "they");
        let lately = |side: &Side| self.discourse.is_named_lately(side.entity, self.sentence);
        if pair.iter().all(lately) {
            return pair;
        }
        Vec::new()
    }

    /// "the three military-led states said that they …": those who tell are not known, so that "they" are not either.
    fn said_by_unknown(&self, np: usize) -> bool {
        let s = self.clauses.s;
        let Some(verb) = self.clauses.verb_left(s.nps[np].chunk) else {
            return false;
        };
        let tells = self.clauses.grammar.governor(&s.vgs[verb].lemma) == Some(Governs::Tell);
        let several = |&teller: &usize| {
            teller < np
                && s.head(teller).ends_with('s')
                && s.toks[s.nps[teller].last].tag == Tag::Noun
        };
        let teller = self.clauses.subject(verb).filter(several);
        tells && teller.is_some_and(|teller| self.list(teller, false).is_empty())
    }

    /// Whether the phrase is "both", "both countries" or "the two sides", and names none.
    pub fn means_both_of_them(&self, np: usize) -> bool {
        let s = self.clauses.s;
        let phrase = &s.nps[np];
        let word = |k: usize| s.toks[k].lower.as_str();
        let two = (phrase.first..=phrase.last).any(|k| matches!(word(k), "both" | "two"));
        let named = (phrase.first..=phrase.last).any(|k| s.toks[k].mention.is_some());
        two && !named && phrase.owner.is_none()
    }

    /// "the former", "the latter": of the two that the text named together last.
    pub(super) fn one_of_two(&self, np: usize) -> Option<Vec<Side>> {
        let s = self.clauses.s;
        if !self.clauses.is_former_or_latter(np) {
            return None;
        }
        let at = s.np_span(np).start;
        let named = self.discourse.pair_named(self.sentence, at);
        let pair = named.or_else(|| match self.discourse.group(at, 2) {
            &[a, b] => Some([a, b]),
            _ => None,
        });
        let which = usize::from(s.head(np) == "latter");
        Some(self.implicit(pair.map(|pair| pair[which])))
    }

    /// "the two countries", "the two neighbours": those of the act that the sentence told last, of the pair that it named
    /// last, or of the act told last before it.
    pub(super) fn both(&self, np: usize, head: &str) -> Vec<Side> {
        let s = self.clauses.s;
        let at = s.np_span(np).start;
        let preposition = s.governing_preposition(np);
        let acting = if s.nps[np].pronoun_owner {
            Vec::new()
        } else {
            self.acting_on(np)
        };
        // "had to lower relations between the two countries": who acts is one of them
        if let (Some("between"), [one]) = (preposition, acting.as_slice())
            && let Some(other) = self.discourse.partner_told(*one, at)
        {
            return self
                .implicit(Some((*one, s.np_span(np))))
                .into_iter()
                .chain(self.implicit(Some(other)))
                .collect();
        }
        // "summoned the envoys of both countries": not his own
        let envoys = s.nps[np].chunk.checked_sub(2).and_then(|c| s.np_at(c));
        let envoys = envoys.is_some_and(|of| {
            ["ambassadors", "envoys", "diplomats", "charges"].contains(&s.head(of))
        });
        let mut acting = match preposition {
            Some("of") if envoys => acting,
            Some("between" | "of" | "in" | "by" | "among") => Vec::new(),
            _ => acting,
        };
        // "Syria and the two republics": two others
        let before = s.nps[np].chunk.checked_sub(2).and_then(|c| s.np_at(c));
        if let Some(named) = before.filter(|_| s.chunks[s.nps[np].chunk - 1].kind == Kind::And)
            && let Some(mention) = self.mention(s.nps[named].last)
        {
            acting.extend(&mention.entities);
        }
        let between = *self.between.borrow();
        let apart = |two: &[(EntityRef, Span); 2]| !two.iter().any(|(e, _)| acting.contains(e));
        let group = || match self.discourse.group(at, 2) {
            &[a, b] => Some([a, b]),
            _ => None,
        };
        // "Mali and Niger cut ties with Ukraine. Both closed their embassies in Kyiv": none of the two is named here
        let named_here = |entity: &EntityRef| {
            let mut names = self.clauses.mentions.iter();
            names.any(|m| m.entities.contains(entity))
        };
        let one_named = between
            .or(self.discourse.pair(at))
            .is_some_and(|two| two.iter().filter(|(e, _)| named_here(e)).count() == 1);
        let acted_before = || match self.discourse.subjects_before(self.sentence) {
            Some(&[a, b]) if one_named => {
                Some([a, b]).filter(|two| !two.iter().any(|(e, _)| named_here(e)))
            }
            _ => None,
        };
        let found = self
            .discourse
            .pair_named(self.sentence, at)
            .filter(apart)
            .or_else(acted_before)
            .or_else(|| between.filter(apart))
            .or_else(|| self.discourse.pair_in(self.sentence, at).filter(apart))
            .or_else(|| self.discourse.pair(at).filter(apart))
            .or_else(|| group().filter(apart));
        let Some([a, b]) = found else {
            return Vec::new();
        };
        let next_door = matches!(head, "neighbours" | "neighbors");
        if next_door && !self.gazetteer.are_neighbours(a.0, b.0) {
            return Vec::new();
        }
        [self.implicit(Some(a)), self.implicit(Some(b))].concat()
    }
}
