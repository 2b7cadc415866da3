//! Who was spoken of so far in a report, for what later sentences leave out or only point to.

use legation_gazetteer::{EntityKind, EntityRef, Gazetteer, NameUse};
use legation_text::Span;
use rustc_hash::FxHashMap;

use crate::mention::{Mention, Words};
use crate::party::Side;

mod pairs;

/// A polity named in the report, in order.
struct Named {
    sentence: usize,
    span: Span,
    entity: EntityRef,
    /// Governed by a preposition, or an adjective of something that does not act.
    oblique: bool,
    ministry: bool,
    organisation: bool,
}

/// Several that the text names together.
struct Group {
    sentence: usize,
    end: usize,
    members: Vec<(EntityRef, Span)>,
    /// Governed by a preposition.
    oblique: bool,
}

/// Where the dateline says that the report was filed.
#[derive(Clone, Copy)]
pub(crate) struct Filed {
    /// The state.
    pub home: EntityRef,
    /// Whether the place is the seat of its government.
    pub seat: bool,
    pub span: Span,
}

/// Who was spoken of, sentence by sentence.
pub(crate) struct Discourse {
    named: Vec<Named>,
    dateline: Option<EntityRef>,
    /// Where it was filed, if at the seat of a government.
    seat: Option<(EntityRef, Span)>,
    /// Those named together, as "A, B and C" or "the two Gulf states", in order.
    groups: Vec<Group>,
    /// The organisations named, in order, with the last word of the name in lower case.
    organisations: Vec<(EntityRef, Span, String)>,
    /// The treaties named, in order.
    treaties: Vec<(EntityRef, Span, usize)>,
    /// Whether the report is news of the state in whose capital it was written.
    pub at_home: bool,
    /// The sides of the event found last.
    pub last_pair: Option<(EntityRef, EntityRef)>,
    /// The sentence that named both where it told of it.
    pub last_pair_named_in: Option<usize>,
    /// With whom each had an act last, by either's doing.
    pub last_with: FxHashMap<EntityRef, EntityRef>,
    /// Of each act the sides of the event found last.
    pub last_of: FxHashMap<usize, Acted>,
    /// Who acted on whom, in the order told.
    pub blows: Vec<(EntityRef, Side)>,
    /// To whom the acts told so far were done, each once.
    pub acted_on_so_far: Vec<EntityRef>,
    /// Who did the last thing that several did, for "the three countries".
    pub last_group: Vec<Side>,
    /// The sentence that tells of it.
    pub last_group_in: usize,
    /// Whose envoys those are whom the report names, by surname in lower case.
    pub envoys: FxHashMap<String, EntityRef>,
    /// The ties, sanctions, missions and envoys of the last sentence that spoke of some, in order.
    pub things: Vec<Thing>,
    /// The sentence that tells what was recognised last.
    pub last_objects_in: usize,
    /// What was recognised last, for "them" and "the two regions".
    pub last_objects: Vec<Side>,
    /// Those that were recognised together last, for "both states".
    pub last_several: Vec<Side>,
    /// The organisation of whose members was told last, for "joined in 1994".
    pub last_joined: Option<Side>,
}

/// Who did a thing, and to whom.
#[derive(Clone, Debug)]
pub(crate) struct Acted {
    pub sentence: usize,
    pub actors: Vec<Side>,
    pub recipients: Vec<Side>,
    /// Whether it was done, and not only threatened or denied.
    pub done: bool,
}

/// What an act can be done to and a pronoun can go back to: relations, sanctions, an embassy, envoys.
#[derive(Clone, Debug)]
pub(crate) struct Thing {
    pub sentence: usize,
    /// The words of its phrase in lower case, the head last.
    pub words: Vec<String>,
    /// Whose it is, as far as its phrase tells.
    pub owners: Vec<Side>,
    /// With whom it is: "relations with Moscow".
    pub with: Vec<Side>,
}

/// "The army-led government", with which a sentence begins: at home the one that governs there.
fn government_at_head(words: &Words, sentence: usize, found: &[Mention]) -> Option<Span> {
    let (from, to) = words.sentences[sentence];
    let head = (from + 1..to.min(from + 6)).find(|&k| {
        matches!(
            words.lower[k].as_str(),
            "government" | "junta" | "cabinet" | "authorities"
        )
    })?;
    let named = found.iter().any(|m| m.first <= head + 2);
    let behind = words
        .lower
        .get(head + 1)
        .is_some_and(|word| matches!(word.as_str(), "of" | "in" | "'s"));
    (words.lower[from] == "the" && !named && !behind).then(|| words.span(from, head))
}

impl Discourse {
    pub fn new(
        words: &Words,
        mentions: &[Vec<Mention>],
        gazetteer: &Gazetteer,
        filed: Option<Filed>,
    ) -> Self {
        let dateline = filed.map(|filed| filed.home);
        let mut named = Vec::new();
        let mut organisations = Vec::new();
        let mut treaties = Vec::new();
        for (sentence, found) in mentions.iter().enumerate() {
            let (from, to) = words.sentences[sentence];
            for m in found
                .iter()
                .filter(|m| !m.weak && !m.former && m.usage != NameUse::Place)
            {
                let Some(&entity) = m.entities.first() else {
                    continue;
                };
                if gazetteer.entity(entity).kind == EntityKind::Treaty {
                    treaties.push((entity, words.span(m.first, m.last), sentence));
                }
                if gazetteer.entity(entity).kind == EntityKind::Organisation {
                    let called = words.lower[m.last].clone();
                    organisations.push((entity, words.span(m.first, m.last), called));
                }
                let organisation = gazetteer.entity(entity).kind == EntityKind::Organisation;
                if !gazetteer.entity(entity).kind.is_polity() && !organisation {
                    continue;
                }
                let next_owner =
                    m.last + 1 < to && matches!(words.lower[m.last + 1].as_str(), "'s" | "'");
                let office_at = m.last + 1 + usize::from(next_owner);
                let office = (office_at..to.min(office_at + 3)).any(|k| {
                    gazetteer
                        .office(legation_gazetteer::extend_key(0, words.keys[k]))
                        .is_some()
                });
                let ministry = (office_at..to.min(office_at + 4))
                    .any(|k| words.lower[k] == "ministry")
                    || (from..m.first)
                        .rev()
                        .take(6)
                        .any(|k| words.lower[k] == "ministry");
                let mut before = m.first;
                while before > from
                    && matches!(
                        words.lower[before - 1].as_str(),
                        "the" | "\"" | "neighbouring" | "neighboring"
                    )
                {
                    before -= 1;
                }
                let preposition = before > from
                    && matches!(
                        words.lower[before - 1].as_str(),
                        "in" | "of"
                            | "to"
                            | "from"
                            | "with"
                            | "at"
                            | "by"
                            | "on"
                            | "against"
                            | "for"
                            | "near"
                            | "over"
                            | "between"
                            | "into"
                            | "toward"
                            | "towards"
                    );
                // "Senegal's government had no comment"
                let governs = words.lower.get(m.last + 1 + usize::from(next_owner));
                let governs = governs.is_some_and(|word| {
                    matches!(
                        word.as_str(),
                        "government" | "cabinet" | "junta" | "authorities" | "parliament"
                    )
                });
                let modifies = (m.usage == NameUse::Adjective || next_owner) && !governs;
                // "at a summit in the Ghanaian capital": where it was, and not whom it is about
                let place = m.last + 1 + usize::from(next_owner);
                let meeting = (from..m.first).any(|k| {
                    matches!(
                        words.lower[k].as_str(),
                        "summit" | "meeting" | "talks" | "conference"
                    )
                });
                if modifies
                    && preposition
                    && meeting
                    && words.lower.get(place).is_some_and(|word| {
                        matches!(
                            word.as_str(),
                            "capital" | "city" | "town" | "port" | "resort"
                        )
                    })
                {
                    continue;
                }
                named.push(Named {
                    sentence,
                    span: words.span(m.first, m.last),
                    entity,
                    oblique: preposition || (modifies && !office),
                    ministry,
                    organisation,
                });
            }
        }
        let groups = pairs::groups(words, mentions, gazetteer);
        let at_home = dateline
            .is_some_and(|home| named.iter().filter(|n: &&Named| n.entity == home).count() >= 3);
        if let Some(home) = dateline.filter(|_| at_home) {
            let governments = mentions.iter().enumerate().filter_map(|(sentence, found)| {
                let span = government_at_head(words, sentence, found)?;
                Some(Named {
                    sentence,
                    span,
                    entity: home,
                    oblique: false,
                    ministry: false,
                    organisation: false,
                })
            });
            named.extend(governments);
            named.sort_by_key(|n| n.span.start);
        }
        Discourse {
            named,
            groups,
            dateline,
            seat: filed.filter(|f| f.seat).map(|f| (f.home, f.span)),
            at_home,
            organisations,
            treaties,
            last_pair: None,
            last_pair_named_in: None,
            last_with: FxHashMap::default(),
            last_of: FxHashMap::default(),
            blows: Vec::new(),
            acted_on_so_far: Vec::new(),
            last_group: Vec::new(),
            last_group_in: usize::MAX - 1,
            envoys: crate::envoys::named(words, mentions, gazetteer),
            things: Vec::new(),
            last_objects_in: 0,
            last_objects: Vec::new(),
            last_several: Vec::new(),
            last_joined: None,
        }
    }

    /// What "the bloc" or "the Council" at byte `at` goes back to: the organisation named last, else the first after it.
    pub fn organisation(
        &self,
        at: usize,
        head: &str,
        called: impl Fn(EntityRef) -> bool,
    ) -> Option<(EntityRef, Span)> {
        let mut before = self
            .organisations
            .iter()
            .rev()
            .filter(|(_, span, _)| span.end <= at);
        let so_called = before.clone().find(|(_, _, name)| name == head);
        so_called
            .or_else(|| before.clone().find(|(entity, _, _)| called(*entity)))
            .or_else(|| before.next())
            .or_else(|| self.organisations.first())
            .map(|(entity, span, _)| (*entity, *span))
    }

    /// Of two polities that a sentence names before byte `at`, the second.
    pub fn other_in(&self, sentence: usize, at: usize) -> Option<(EntityRef, Span)> {
        let mut here = self.before(at).filter(|n| n.sentence == sentence);
        let first = here.next()?;
        let mut others = here.filter(|n| n.entity != first.entity);
        let second = others.next()?;
        others
            .all(|n| n.entity == second.entity)
            .then_some((second.entity, second.span))
    }

    /// What "the treaty" at byte `at` goes back to.
    pub fn treaty(&self, sentence: usize, at: usize) -> Option<(EntityRef, Span)> {
        let before = || self.treaties.iter().filter(|(_, span, _)| span.end <= at);
        let &(last, span, told_in) = before().next_back()?;
        // far from the last that was named it is the one that the report is about
        let often = |entity: EntityRef| before().filter(|(e, ..)| *e == entity).count();
        let main = before()
            .rev()
            .filter(|_| told_in + 1 < sentence)
            .max_by_key(|(entity, ..)| often(*entity))
            .filter(|(entity, ..)| often(*entity) > often(last));
        Some(main.map_or((last, span), |&(entity, span, _)| (entity, span)))
    }

    /// The organisation that "it" can stand for: the last one that the sentence, which begins at byte `from`, named before byte `at`.
    pub fn organisation_just_named(&self, from: usize, at: usize) -> Option<(EntityRef, Span)> {
        let mut before = self.organisations.iter().rev();
        let (entity, span, _) = before.find(|(_, span, _)| from <= span.start && span.end <= at)?;
        Some((*entity, *span))
    }

    /// The treaty that "it" can stand for: the last one named, in this sentence or the one before.
    pub fn treaty_just_named(&self, sentence: usize, at: usize) -> Option<(EntityRef, Span)> {
        let before = self.treaties.iter().rev();
        let mut named = before.filter(|(_, span, _)| span.end <= at);
        let &(entity, span, told_in) = named.next()?;
        (told_in + 1 >= sentence).then_some((entity, span))
    }

    /// The polity that the report names most.
    pub fn principal(&self, at: usize) -> Option<(EntityRef, Span)> {
        let mut counts: FxHashMap<EntityRef, usize> = FxHashMap::default();
        for n in self.named.iter().filter(|n| !n.organisation) {
            *counts.entry(n.entity).or_default() += 1 + usize::from(!n.oblique);
        }
        let mut ranked: Vec<_> = counts.into_iter().collect();
        ranked.sort_by_key(|&(entity, count)| (std::cmp::Reverse(count), entity));
        let (entity, _) = *ranked.first()?;
        self.before(at)
            .rev()
            .find(|n| n.entity == entity)
            .map(|n| (n.entity, n.span))
    }

    /// The state whose news the report is, where it is the one that it names most.
    pub fn home_if_principal(&self, at: usize) -> Option<(EntityRef, Span)> {
        let principal = self.principal(at)?;
        self.home().filter(|home| home.0 == principal.0)
    }

    /// The polity that the report names first where it is about somebody: "Montenegro expels six Russian diplomats".
    pub fn opening(&self, at: usize) -> Option<(EntityRef, Span)> {
        let first = self.named.iter().find(|n| !n.organisation && !n.oblique)?;
        let mut again = self.before(at).rev();
        again
            .find(|n| n.entity == first.entity)
            .map(|n| (n.entity, n.span))
    }

    /// The state whose news the report is: that of the dateline, where the text names it.
    pub fn home(&self) -> Option<(EntityRef, Span)> {
        let home = self.dateline?;
        self.named
            .iter()
            .find(|n| n.entity == home)
            .map(|n| (n.entity, n.span))
    }

    /// "DHAKA, Feb 28 - The cabinet has decided": before any state is named, that from the seat of whose government it is.
    pub fn at_its_seat(&self, at: usize) -> Option<(EntityRef, Span)> {
        self.seat.filter(|_| self.before(at).next().is_none())
    }

    /// Whether it is named in this sentence or the two before.
    pub fn is_named_lately(&self, entity: EntityRef, sentence: usize) -> bool {
        let lately = sentence.saturating_sub(2)..=sentence;
        let named = &mut self.named.iter();
        named.any(|n| n.entity == entity && lately.contains(&n.sentence))
    }

    /// Whether the sentence before names a polity.
    pub fn names_just_before(&self, sentence: usize) -> bool {
        let before = |n: &Named| n.sentence + 1 == sentence && !n.organisation;
        self.named.iter().any(before)
    }

    /// Whether whom a sentence is about is named in another; true where it names nobody.
    pub fn goes_on_about(&self, one: usize, other: usize) -> bool {
        let named = |sentence: usize| self.named.iter().filter(move |n| n.sentence == sentence);
        let about = named(other)
            .find(|n| !n.oblique)
            .or_else(|| named(other).next());
        about.is_none_or(|n| named(one).any(|m| m.entity == n.entity))
    }

    fn before(&self, at: usize) -> impl DoubleEndedIterator<Item = &Named> {
        self.named
            .iter()
            .filter(move |n| n.span.end <= at && !n.organisation)
    }

    /// What "it" opens a sentence with: the organisation that the sentence before was about.
    pub fn organisation_spoken_of(&self, sentence: usize, at: usize) -> Option<(EntityRef, Span)> {
        let here = |s: usize| {
            self.named
                .iter()
                .filter(move |n| n.sentence == s && n.span.end <= at)
                .find(|n| !n.oblique)
        };
        here(sentence)
            .or_else(|| sentence.checked_sub(1).and_then(here))
            .filter(|n| n.organisation)
            .map(|n| (n.entity, n.span))
    }

    /// What "it", "the country" or an elided subject at byte `at` of a sentence goes back to.
    pub fn single(
        &self,
        sentence: usize,
        at: usize,
        not: &[EntityRef],
    ) -> Option<(EntityRef, Span)> {
        let fits = |n: &&Named| !not.contains(&n.entity);
        let pick = |s: usize| {
            let here = || self.before(at).filter(|n| n.sentence == s).filter(fits);
            here()
                .find(|n| !n.oblique)
                .or_else(|| here().next())
                .map(|n| (n.entity, n.span))
        };
        (sentence.saturating_sub(4)..=sentence)
            .rev()
            .find_map(pick)
            .or_else(|| self.before(at).find(fits).map(|n| (n.entity, n.span)))
    }

    /// The only polity named before byte `at` that fits; of several the only one in this sentence and the one before.
    pub fn only(
        &self,
        sentence: usize,
        at: usize,
        fits: impl Fn(EntityRef) -> bool,
    ) -> Option<(EntityRef, Span)> {
        let one = |from: usize| {
            let mut found = self
                .before(at)
                .rev()
                .filter(|n| n.sentence >= from && fits(n.entity));
            let last = found.next()?;
            found
                .all(|n| n.entity == last.entity)
                .then_some((last.entity, last.span))
        };
        one(0).or_else(|| one(sentence.saturating_sub(1)))
    }

    /// The organisation that did the last thing that was done to somebody.
    pub fn organisation_acting(&self) -> Option<(EntityRef, Span)> {
        let last = self.last_of.values().max_by_key(|acted| acted.sentence)?;
        let acts = |side: &&Side| self.organisations.iter().any(|(o, _, _)| *o == side.entity);
        last.actors
            .first()
            .filter(acts)
            .map(|side| (side.entity, side.span))
    }

    /// The only one to whom the last act was done.
    pub fn acted_on(&self) -> Option<(EntityRef, Span)> {
        let last = self.last_of.values().max_by_key(|acted| acted.sentence)?;
        match last.recipients.as_slice() {
            [one] => Some((one.entity, one.span)),
            _ => None,
        }
    }

    /// What "the ministry" goes back to.
    pub fn ministry(&self, sentence: usize, at: usize) -> Option<(EntityRef, Span)> {
        let named = self
            .before(at)
            .rev()
            .find(|n| n.ministry)
            .map(|n| (n.entity, n.span));
        let home = || {
            let home = self.dateline?;
            self.before(at)
                .find(|n| n.entity == home)
                .map(|n| (n.entity, n.span))
        };
        named
            .or_else(home)
            .or_else(|| self.single(sentence, at, &[]))
    }

    /// The one to whom everything told so far was done, if it was done by others than `one`.
    pub fn target(&self, one: EntityRef, at: usize) -> Option<(EntityRef, Span)> {
        let &[target] = self.acted_on_so_far.as_slice() else {
            return None;
        };
        let span = self.before(at).rev().find(|n| n.entity == target)?.span;
        (target != one).then_some((target, span))
    }

    /// The entity where the report named it last before byte `at`.
    pub fn named_before(&self, entity: EntityRef, at: usize) -> Option<(EntityRef, Span)> {
        let named = self.before(at).rev().find(|n| n.entity == entity)?;
        Some((entity, named.span))
    }

    /// With whom `one` had the act told last of it.
    pub fn partner_told(&self, one: EntityRef, at: usize) -> Option<(EntityRef, Span)> {
        let other = *self.last_with.get(&one)?;
        let span = self.before(at).rev().find(|n| n.entity == other)?.span;
        Some((other, span))
    }

    /// The other side of what `one` does, where the text leaves it out.
    pub fn partner(&self, one: EntityRef, sentence: usize, at: usize) -> Option<(EntityRef, Span)> {
        let span_of = |e: EntityRef| {
            self.before(at)
                .rev()
                .find(|n| n.entity == e)
                .map(|n| n.span)
        };
        match self.last_pair {
            Some((a, b)) if a == one => span_of(b).map(|s| (b, s)),
            Some((a, b)) if b == one => span_of(a).map(|s| (a, s)),
            _ if self.last_with.contains_key(&one) => self.partner_told(one, at),
            _ => {
                // another state does as was done before: to the one that is most spoken of by far
                let mut counts: FxHashMap<EntityRef, usize> = FxHashMap::default();
                for n in self.before(at).filter(|n| n.entity != one) {
                    *counts.entry(n.entity).or_default() += 1;
                }
                let mut ranked: Vec<(EntityRef, usize)> = counts.into_iter().collect();
                ranked.sort_by_key(|&(e, count)| (std::cmp::Reverse(count), e));
                if let Some(&(most, count)) = ranked.first()
                    && self.last_pair.is_some_and(|(by, _)| by != most)
                    && count >= 2
                    && ranked.get(1).is_none_or(|&(_, next)| count * 2 >= next * 3)
                {
                    return span_of(most).map(|s| (most, s));
                }
                let others: Vec<&Named> = self
                    .before(at)
                    .filter(|n| n.entity != one && n.sentence + 2 >= sentence)
                    .collect();
                let first = others.first()?;
                others
                    .iter()
                    .all(|n| n.entity == first.entity)
                    .then_some((first.entity, first.span))
            }
        }
    }
}
