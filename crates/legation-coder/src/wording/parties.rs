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
            // "India accused Pakistan. Both countries recalled their envoys": where nothing was done to others
            let both = draft
                .verb
                .and_then(|v| self.clauses.subject(v))
                .is_some_and(|np| self.resolver.means_both_of_them(np));
            let nothing_told =
                self.discourse.last_of.is_empty() && self.siblings.borrow().is_empty();
            roles.each_other |= both && nothing_told;
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
