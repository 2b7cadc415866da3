//! The parties of a finding made complete: what the text leaves out, and who may act.

use super::*;

impl Recogniser<'_, '_, '_> {
    pub(super) fn finish(
        &self,
        act: &Act,
        wording: &Wording,
        mut roles: Roles,
        draft: Draft,
    ) -> Option<Finding> {
        for side in roles.actors.iter_mut().chain(&mut roles.recipients) {
            self.as_state(side);
        }
        roles.actors.retain(|a| self.may_act(a, act, wording));
        // sanctions "against Libya by the United Nations" are never against the United Nations
        if act.moves.as_ref().is_some_and(|m| m.aspect == "sanctions") {
            let world = self.gazetteer.by_id("UNO");
            roles.recipients.retain(|r| Some(r.entity) != world);
        }
        if roles.actors.is_empty()
            && wording.host
            && !roles.unresolved
            && !roles.recipients.is_empty()
            && let Some(host) = self.host(&draft, &roles.recipients)
        {
            roles.actors.push(self.implied(host));
        }
        // "the country's envoy was recalled to Panama City": home
        if wording.own
            && roles.actors.is_empty()
            && roles.recipients.len() == 1
            && !roles.recipients[0].implicit
            && matches!(act.id.as_str(), "recall-ambassador" | "withdraw-ambassador")
            && draft.verb.is_some_and(|v| {
                let s = self.clauses.s;
                let c = s.vgs[v].chunk + 1;
                s.vgs[v].passive
                    && s.chunks.get(c).is_some_and(|k| k.kind == Kind::Prep)
                    && s.word_of(c) == "to"
                    && s.np_at(c + 1).is_some_and(|np| {
                        let to = s.np_span(np);
                        to.start <= roles.recipients[0].span.start
                            && roles.recipients[0].span.end <= to.end
                    })
            })
        {
            roles.actors = std::mem::take(&mut roles.recipients);
        }
        // "Ambassador Oleg Vasnetsov was called to the ministry": of the two whose news it is, at home
        if roles.actors.is_empty()
            && roles.recipients.is_empty()
            && matches!(act.id.as_str(), "summon-ambassador" | "expel-diplomats")
            && !roles.unresolved
            && (act.id == "summon-ambassador" || draft.force == Force::Asserted)
            && draft.verb.is_some_and(|v| self.clauses.s.vgs[v].passive)
            && let (Some(home), Some((a, b))) = (
                self.left_by(&draft).or_else(|| self.discourse.home()),
                self.discourse.last_pair,
            )
            && (home.0 == a || home.0 == b)
            && let Some(guest) = self.discourse.partner(home.0, self.sentence, draft.at)
        {
            roles.actors.push(self.implied(home));
            roles.recipients.push(self.implied(guest));
        }
        if act
            .moves
            .as_ref()
            .is_some_and(|m| m.aspect == "membership" && m.to.as_deref() == Some("actor"))
            && !roles.objects.is_empty()
        {
            // "the General Assembly suspended Libya's membership of the Human Rights Council": in that body
            let body = |side: &Side| {
                self.gazetteer.entity(side.entity).kind
                    == legation_gazetteer::EntityKind::Organisation
            };
            if !roles.objects.iter().all(body) {
                return None;
            }
            roles.actors = std::mem::take(&mut roles.objects);
        }
        self.look_again(&mut roles, draft.at);
        if act.moves.as_ref().is_some_and(|m| m.aspect == "sanctions") {
            self.sanctions_before(&mut roles, draft.verb);
        }
        let same = |a: &Side, list: &[Side]| list.iter().any(|s| s.entity == a.entity);
        let between_all = !roles.parties.is_empty() && roles.actors.is_empty();
        if !roles.parties.is_empty() {
            let parties = std::mem::take(&mut roles.parties);
            if roles.actors.is_empty() {
                roles.actors = parties;
            } else {
                let others: Vec<Side> = parties
                    .into_iter()
                    .filter(|p| !same(p, &roles.actors))
                    .collect();
                roles.add("recipient", others);
            }
        }
        let actors = roles.actors.clone();
        roles.recipients.retain(|r| !same(r, &actors));
        let crossed = actors.len() == 2
            && roles.objects.len() == 2
            && roles.objects.iter().all(|o| same(o, &actors));
        if !crossed {
            roles.objects.retain(|o| !same(o, &actors));
        }
        let moves = act.moves.is_some();
        if act
            .moves
            .as_ref()
            .is_some_and(|m| m.aspect == "representation")
        {
            // "presented his letter of credence to the Taliban's acting prime minister"
            for recipient in &mut roles.recipients {
                let entity = self.gazetteer.entity(recipient.entity);
                let governs = entity.kind == legation_gazetteer::EntityKind::Group;
                let state = entity
                    .country
                    .as_deref()
                    .filter(|_| governs)
                    .and_then(|c| self.gazetteer.by_id(c));
                recipient.entity = state.unwrap_or(recipient.entity);
            }
        }
        if act.moves.as_ref().is_some_and(|m| m.aspect == "sanctions") {
            // sanctions on a state's firms are sanctions on the state, once
            for recipient in &mut roles.recipients {
                let entity = self.gazetteer.entity(recipient.entity);
                let state = entity
                    .country
                    .as_deref()
                    .filter(|_| entity.sector == "BUS")
                    .and_then(|c| self.gazetteer.by_id(c));
                recipient.entity = state.unwrap_or(recipient.entity);
            }
            let mut seen = Vec::new();
            roles.recipients.retain(|r| {
                let new = !seen.contains(&r.entity);
                seen.push(r.entity);
                new
            });
        }
        if moves {
            let groups_too = act.moves.as_ref().is_some_and(|m| m.aspect == "sanctions");
            roles.recipients.retain(|r| {
                self.gazetteer.entity(r.entity).kind.is_polity()
                    || groups_too
                    || !wording.actor_kind.is_empty()
            });
        }
        if wording.object_kind.is_empty() {
            roles
                .objects
                .retain(|o| self.gazetteer.entity(o.entity).kind.is_polity());
        } else {
            roles
                .objects
                .retain(|o| self.resolver.is_kind(o.entity, &wording.object_kind));
        }
        if act.id == "recognize-government" {
            // a body that claims to govern stands for its state
            for object in &mut roles.objects {
                let state = self
                    .gazetteer
                    .entity(object.entity)
                    .country
                    .as_deref()
                    .and_then(|c| self.gazetteer.by_id(c));
                object.entity = state.unwrap_or(object.entity);
            }
        }
        let mut exact = draft.exact;
        if roles.actors.is_empty()
            && wording.partner
            && wording.mutual
            && roles.recipients.is_empty()
            && !roles.unresolved
            && let Some(pair) =
                (*self.resolver.between.borrow()).or_else(|| self.discourse.pair(draft.at))
        {
            // "Riyadh cut its links with Tehran in 1988, and relations were restored in 1991": of the act before it, first of this sentence
            for (entity, span) in pair {
                roles.actors.push(self.implied((entity, span)));
            }
            exact -= 2;
        }
        if roles.actors.is_empty() {
            return None;
        }
        // "Peru and Mexico had withdrawn their ambassadors": two of whom the report told that one acted on the other
        if let ([one, other], true) = (
            roles.actors.as_slice(),
            wording.partner && !wording.mutual && roles.recipients.is_empty() && !roles.unresolved,
        ) {
            let by = |list: &[Side], side: &Side| list.iter().any(|s| s.entity == side.entity);
            roles.each_other |= self.discourse.last_of.values().any(|told| {
                (by(&told.actors, one) && by(&told.recipients, other))
                    || (by(&told.actors, other) && by(&told.recipients, one))
            });
        }
        // three and more that name no other side do it to somebody else, or the text is about each pair of them
        let mutual =
            wording.mutual && (roles.actors.len() == 2 || (roles.actors.len() > 2 && between_all));
        // "neither Brazil nor Canada intends to break off relations": each of them with somebody else
        let each = |v: usize| {
            let subject = self.clauses.subject(v);
            let several = subject.is_some_and(|np| self.clauses.lists[np].len() > 1);
            several && self.clauses.is_done_by_none(v)
        };
        let mutual = mutual && !draft.verb.is_some_and(each);
        if wording.partner
            && roles.recipients.is_empty()
            && !mutual
            && !wording
                .requires
                .iter()
                .any(|r| r == "recipient" && roles.unresolved)
        {
            // "Syria, Abkhazia and South Ossetia agreed to establish relations": with whom is not told
            let among = roles.actors.len() > 2
                && wording.mutual
                && (act.id.starts_with("establish") || act.id.starts_with("restore"));
            if roles.unresolved || among {
                return None;
            }
            if !roles.each_other {
                let actor = roles.actors[0].entity;
                let (entity, span) = self.other_side(draft.act, actor, draft.at)?;
                if same(
                    &Side {
                        entity,
                        sector: String::new(),
                        span,
                        speaks: true,
                        implicit: true,
                    },
                    &roles.actors,
                ) {
                    return None;
                }
                roles.recipients.push(self.implied((entity, span)));
            }
            exact -= 1;
        }
        let its_recognition = act.id == "recognize-state"
            && wording.direct.as_deref() == Some("object")
            && self.is_bare_recognition(draft.at);
        if roles.objects.is_empty()
            && (wording.theme.as_deref() == Some("recognition") || its_recognition)
            && !roles.unresolved
        {
            // "withdrew the recognition this spring": of what was recognised before
            roles.objects = self.recognised_before();
            let actors = &roles.actors;
            roles
                .objects
                .retain(|o| !actors.iter().any(|a| a.entity == o.entity));
        }
        let met = |role: &String| roles.has(role) || (role == "recipient" && roles.each_other);
        if !wording.requires.iter().all(met) {
            return None;
        }
        let needs_object = act
            .moves
            .as_ref()
            .is_some_and(|m| m.to.as_deref() == Some("object"))
            || wording.direct.as_deref() == Some("object");
        let sides = roles.actors.len() + roles.recipients.len();
        if sides < wording.parties {
            return None;
        }
        if needs_object && roles.objects.is_empty() && !wording.unnamed {
            return None;
        }
        let needs_recipient =
            wording.direct.as_deref() == Some("recipient") && !wording.direct_optional;
        if needs_recipient && roles.recipients.is_empty() {
            return None;
        }
        if wording.mutual && moves && roles.recipients.is_empty() && !mutual {
            return None;
        }
        if act.id == "recognize-claim" {
            // "sovereignty over the Golan Heights", "Jerusalem as Israel's capital": the place is no entity, and not the
            // state that it lies in
            let mentions = &self.clauses.mentions;
            roles.objects.retain(|o| {
                self.clauses.s.toks.iter().all(|t| {
                    let within = o.span.start <= t.span.start && t.span.end <= o.span.end;
                    !within
                        || t.mention.is_none_or(|m| {
                            !matches!(mentions[m].usage, NameUse::Place | NameUse::Seat)
                        })
                })
            });
        }
        Some(Finding {
            act: draft.act,
            actors: roles.actors,
            recipients: roles.recipients,
            objects: roles.objects,
            force: if self.would_have_effects(&draft) {
                combine(Force::Hypothetical, draft.force)
            } else {
                draft.force
            },
            trigger: draft.trigger,
            chunks: draft.chunks,
            verb: draft.verb,
            presupposed: draft.presupposed,
            exactness: exact,
            sight: None,
            each_other: roles.each_other,
        })
    }

    /// Keeps to whom an act is told that is nobody's by name, for those who do it next.
    pub(super) fn aim(&self, (at, act): (usize, &Act), roles: &Roles) {
        if let ([to], [], true) = (
            roles.recipients.as_slice(),
            roles.actors.as_slice(),
            act.moves.is_some(),
        ) {
            self.aimed.borrow_mut().push((at, to.clone()));
        }
    }

    /// "was given 24 hours to quit Kigali": the state whose capital it is.
    fn left_by(&self, draft: &Draft) -> Option<(EntityRef, Span)> {
        let s = self.clauses.s;
        let leaves = (draft.chunks.0..s.chunks.len()).find(|&c| {
            s.vg_at(c)
                .is_some_and(|v| matches!(s.vgs[v].lemma.as_str(), "quit" | "leave" | "depart"))
        })?;
        let left = self.resolver.list(s.np_at(leaves + 1)?, true);
        left.first().map(|side| (side.entity, side.span))
    }

    /// "sending the ambassador home would hurt only Pakistan": what would follow from it, if it were done.
    fn would_have_effects(&self, draft: &Draft) -> bool {
        let s = self.clauses.s;
        let Some(v) = draft.verb.filter(|&v| s.vgs[v].shape == VerbShape::Gerund) else {
            return false;
        };
        let from = s.vgs[v].chunk;
        let opens = from.checked_sub(1).is_none_or(|c| {
            matches!(
                s.chunks[c].kind,
                Kind::That | Kind::Stop | Kind::Sub | Kind::Mark
            )
        });
        let next = (from + 1..s.chunks.len()).find_map(|c| match s.chunks[c].kind {
            Kind::Vg(w) if s.vgs[w].shape == VerbShape::Finite => Some(s.vgs[w].modal),
            Kind::Comma | Kind::That | Kind::Which | Kind::Sub | Kind::Stop => Some(None),
            _ => None,
        });
        opens && next.flatten().is_some()
    }

    /// Who sanctions whom, where the text leaves out one of them and told of sanctions before.
    pub(super) fn sanctions_before(&self, roles: &mut Roles, verb: Option<usize>) {
        // "lifted the sanctions imposed in 1998": those that the lifting is of, where the text says when
        let dated = verb.is_some_and(|v| {
            let s = self.clauses.s;
            let from = s.vgs[v].chunk + 1;
            s.vgs[v].shape == VerbShape::Participle
                && (from..self.clause_end(from)).any(|c| {
                    s.chunks[c].kind == Kind::Date
                        && matches!(
                            s.toks[s.chunks[c].first].lower.as_str(),
                            "in" | "on" | "since" | "last" | "earlier"
                        )
                })
        });
        let of_sanctions = |act: usize| {
            let moves = self.codebook.acts()[act].moves.as_ref();
            moves.is_some_and(|m| m.aspect == "sanctions")
        };
        let sibling = self
            .siblings
            .borrow()
            .iter()
            .rev()
            .find(|(act, _, _)| of_sanctions(*act))
            .cloned();
        if let Some((_, by, to)) = sibling.filter(|_| dated)
            && roles.actors.is_empty()
            && !roles.unresolved
            && (roles.recipients.is_empty()
                || roles.recipients.iter().any(|r| r.entity == to.entity))
        {
            roles.actors.push(self.implied((by, to.span)));
            if roles.recipients.is_empty() {
                roles.recipients.push(Side {
                    implicit: true,
                    ..to
                });
            }
            return;
        }
        let told = |acted: &&crate::discourse::Acted| acted.sentence <= self.sentence;
        let last = self
            .discourse
            .last_of
            .iter()
            .filter(|(act, _)| {
                let moves = self.codebook.acts()[**act].moves.as_ref();
                moves.is_some_and(|m| m.aspect == "sanctions")
            })
            .map(|(_, acted)| acted)
            .filter(told)
            .max_by_key(|acted| acted.sentence);
        let Some(last) = last else { return };
        let implicit = |sides: &[Side]| -> Vec<Side> {
            sides
                .iter()
                .map(|side| Side {
                    implicit: true,
                    ..side.clone()
                })
                .collect()
        };
        let passive = verb.is_some_and(|v| {
            let v = &self.clauses.s.vgs[v];
            v.passive || v.shape == VerbShape::Participle
        });
        if roles.actors.is_empty() && passive && !roles.unresolved {
            roles.actors = implicit(&last.actors);
        }
        let other = last
            .recipients
            .iter()
            .all(|r| !roles.actors.iter().any(|a| a.entity == r.entity));
        if roles.recipients.is_empty() && !roles.actors.is_empty() && other {
            roles.recipients = implicit(&last.recipients);
        }
    }

    /// A junta that governs acts for its state.
    pub(super) fn as_state(&self, side: &mut Side) {
        let entity = self.gazetteer.entity(side.entity);
        let governs =
            entity.kind == legation_gazetteer::EntityKind::Group && entity.sector == "GOV";
        let state = entity
            .country
            .as_deref()
            .filter(|_| governs)
            .and_then(|c| self.gazetteer.by_id(c));
        if let Some(state) = state {
            side.entity = state;
            side.speaks = true;
        }
    }

    /// "the government was ending relations with Honduras": who is meant is not the other side that the text names.
    pub(super) fn look_again(&self, roles: &mut Roles, at: usize) {
        let [actor] = roles.actors.as_slice() else {
            return;
        };
        let named: Vec<EntityRef> = roles
            .recipients
            .iter()
            .chain(&roles.objects)
            .filter(|x| !x.implicit)
            .map(|x| x.entity)
            .collect();
        if actor.implicit
            && named.contains(&actor.entity)
            && let Some(other) = self.discourse.single(self.sentence, at, &named)
        {
            roles.actors = vec![self.implied(other)];
        }
    }

    /// The other side of what `actor` does, where the text leaves it out: that of the actor's act before it in the
    /// sentence, that of the same act by another a little before, else the partner of the actor in the report.
    pub(super) fn other_side(
        &self,
        act: usize,
        actor: EntityRef,
        at: usize,
    ) -> Option<(EntityRef, Span)> {
        if let Some(found) = self.befriended_another(act, actor) {
            return Some(found);
        }
        let siblings = self.siblings.borrow();
        let own = siblings.iter().rev().find(|(_, by, _)| *by == actor);
        let same = siblings
            .iter()
            .rev()
            .find(|(other, _, to)| *other == act && to.entity != actor);
        if let Some((_, _, to)) = own.or(same) {
            return Some((to.entity, to.span));
        }
        // "Turkey recalled its ambassador to Israel, while Bolivia cut off relations"; "Morocco restored them, and Algiers cut them again"
        if let Some((_, by, to)) = siblings.last() {
            return match to.entity == actor {
                true => self.between_acts(*by, actor),
                false => Some((to.entity, to.span)),
            };
        }
        // the same act, or one that puts the relation in the same state: a recall and a withdrawal
        let acts = self.codebook.acts();
        let state = |act: usize| {
            acts[act]
                .moves
                .as_ref()
                .map(|m| (&m.aspect, &m.state, &m.of))
        };
        let last = self
            .discourse
            .last_of
            .iter()
            .filter(|(other, _)| {
                **other == act || (state(**other) == state(act) && state(act).is_some())
            })
            .map(|(_, acted)| acted)
            .max_by_key(|acted| acted.sentence);
        if let Some(last) = last
            && last.sentence + 2 >= self.sentence
            && last.recipients.len() == 1
            && last.recipients[0].entity != actor
            && !last.actors.iter().any(|a| a.entity == actor)
        {
            let to = &last.recipients[0];
            // "Iran recalled its ambassador. … Australia, which sells Iran wheat, also recalled its own": where the two
            // acted on each other, from the one of whom the sentence speaks
            let both_ways = |by: &Side| {
                self.discourse.last_of.values().any(|acted| {
                    acted.actors.iter().any(|a| a.entity == to.entity)
                        && acted.recipients.iter().any(|r| r.entity == by.entity)
                })
            };
            if let [by] = last.actors.as_slice()
                && both_ways(by)
            {
                let spoken_of = |side: &Side| {
                    self.clauses
                        .mentions
                        .iter()
                        .any(|m| m.entities.contains(&side.entity))
                };
                return match (spoken_of(to), spoken_of(by)) {
                    (true, false) => Some((to.entity, to.span)),
                    (false, true) => Some((by.entity, by.span)),
                    _ => None,
                };
            }
            return Some((to.entity, to.span));
        }
        // what it did before, to the one other side that it acted on
        let mut acted_on = self
            .discourse
            .last_of
            .values()
            .filter(|acted| {
                acted.actors.iter().any(|a| a.entity == actor) && acted.recipients.len() == 1
            })
            .flat_map(|acted| &acted.recipients);
        if let Some(first) = acted_on.next()
            && acted_on.all(|other| other.entity == first.entity)
            && first.entity != actor
        {
            return Some((first.entity, first.span));
        }
        // "La Paz severed relations with Israel. Santiago recalled its ambassador."
        let just_now = self
            .discourse
            .last_of
            .values()
            .filter(|acted| {
                acted.done && acted.sentence + 1 == self.sentence && acted.recipients.len() == 1
            })
            .map(|acted| &acted.recipients[0])
            .find(|to| to.entity != actor);
        let known = self.discourse.last_with.contains_key(&actor);
        // of two who act on each other it is not told whom a third acts on
        let answered = |to: &&Side| {
            self.discourse
                .last_of
                .values()
                .any(|acted| acted.actors.iter().any(|a| a.entity == to.entity))
        };
        if let Some(to) = just_now.filter(|to| !known && !answered(to)) {
            return Some((to.entity, to.span));
        }
        // "Britain recalled its ambassador from Nepal. … Japan had no plans to pull out its envoy."
        let as_before = !known && self.discourse.last_of.contains_key(&act);
        let target = self.discourse.target(actor, at).filter(|_| as_before);
        target.or_else(|| self.discourse.partner(actor, self.sentence, at))
    }

    /// "Brazil announced its own recognition": of whom, the text said before.
    fn is_bare_recognition(&self, at: usize) -> bool {
        let s = self.clauses.s;
        (0..s.nps.len()).any(|np| {
            let phrase = &s.nps[np];
            let of = s
                .chunks
                .get(phrase.chunk + 1)
                .is_some_and(|c| c.kind == Kind::Prep && s.word_of(phrase.chunk + 1) == "of");
            s.np_span(np).start == at
                && (phrase.pronoun_owner || phrase.owner.is_some())
                && s.head(np) == "recognition"
                && !of
        })
    }

    /// "It established ties with Taiwan, and China broke off relations": with the one that turned to the other.
    fn befriended_another(&self, act: usize, actor: EntityRef) -> Option<(EntityRef, Span)> {
        let score = |act: usize| self.codebook.acts()[act].goldstein;
        let siblings = self.siblings.borrow();
        let (last, by, to) = siblings.last()?;
        let by = (self.between_acts(*by, to.entity))?;
        (score(act) < 0.0 && score(*last) > 0.0 && by.0 != actor && to.entity != actor)
            .then_some(by)
    }

    /// The actor of the sentence's last act, with its span.
    fn between_acts(&self, by: EntityRef, to: EntityRef) -> Option<(EntityRef, Span)> {
        let [a, b] = (*self.resolver.between.borrow())?;
        (a.0 == by && b.0 == to).then_some(a)
    }

    /// Who does what the text tells without saying who: of an act of a host the state where it happens.
    pub(super) fn host(&self, draft: &Draft, recipients: &[Side]) -> Option<(EntityRef, Span)> {
        let s = self.clauses.s;
        let subject = draft
            .verb
            .and_then(|v| self.clauses.subject(v))
            .map_or(draft.chunks.0, |np| s.nps[np].chunk);
        let chunks = (draft.chunks.0.min(subject), draft.chunks.1);
        let other = |sides: Vec<Side>| {
            sides
                .into_iter()
                .find(|x| {
                    self.gazetteer.entity(x.entity).kind.is_polity()
                        && !recipients.iter().any(|r| r.entity == x.entity)
                })
                .map(|x| (x.entity, x.span))
        };
        for c in chunks.0..s.chunks.len() {
            // "was told to leave Kuwait"
            if s.vg_at(c).is_some_and(|v| s.vgs[v].lemma == "leave")
                && let Some(np) = s.np_at(c + 1)
                && let Some(found) = other(self.resolver.list(np, true))
            {
                return Some(found);
            }
            if c <= chunks.1
                && s.chunks[c].kind == Kind::Prep
                && matches!(s.word_of(c), "in" | "to" | "by" | "at")
                && let Some(np) = s.np_at(c + 1)
                && let Some(found) = other(self.resolver.list(np, true))
            {
                return Some(found);
            }
        }
        // "Ireland's minister said four officials at the Russian embassy had been asked to leave"
        let subject = draft.verb.and_then(|v| self.clauses.subject(v));
        if let Some(teller) = subject.and_then(|np| self.teller(np))
            && let Some(found) = other(teller)
        {
            return Some(found);
        }
        let recipient = recipients.first()?.entity;
        match self.discourse.last_pair {
            Some((a, b)) if a == recipient || b == recipient => {
                self.discourse.partner(recipient, self.sentence, usize::MAX)
            }
            _ => self.discourse.home().filter(|(e, _)| *e != recipient),
        }
    }

    /// The side to which the last act of the sentence, or of the one before it, was done by others than `actors`.
    pub(super) fn acted_on(&self, actors: &[Side]) -> Option<Side> {
        let siblings = self.siblings.borrow();
        let last = siblings.last().map(|(_, _, to)| to.clone()).or_else(|| {
            self.discourse
                .last_of
                .values()
                .max_by_key(|acted| acted.sentence)
                .and_then(|acted| acted.recipients.first().cloned())
        })?;
        let other = !actors.iter().any(|a| a.entity == last.entity);
        other.then_some(Side {
            implicit: true,
            ..last
        })
    }

    pub(super) fn implied(&self, (entity, span): (EntityRef, Span)) -> Side {
        Side {
            entity,
            sector: self.gazetteer.entity(entity).sector.clone(),
            span,
            speaks: true,
            implicit: true,
        }
    }

    pub(super) fn may_act(&self, side: &Side, act: &Act, wording: &Wording) -> bool {
        let kind = self.gazetteer.entity(side.entity).kind;
        if !wording.actor_kind.is_empty() {
            return self.resolver.is_kind(side.entity, &wording.actor_kind);
        }
        if act.moves.is_none() {
            return true;
        }
        (side.speaks || act.id == "ratify-treaty")
            && (kind.is_polity() || kind == legation_gazetteer::EntityKind::Organisation)
    }
}
