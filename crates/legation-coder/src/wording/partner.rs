//! The other side, where the text leaves it out, and who acts as host.

use super::*;

impl Recogniser<'_, '_, '_> {
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
        // "Paraguay and Venezuela have fallen out before. Caracas withdrew its ambassador in 2012": from the other of the two
        if let Some([a, b]) = self.discourse.quarrelling_before(self.sentence)
            && (a.0 == actor || b.0 == actor)
            && self.siblings.borrow().is_empty()
        {
            return Some(if a.0 == actor { b } else { a });
        }
        let siblings = self.siblings.borrow();
        let own = siblings.iter().rev().find(|(_, by, _)| *by == actor);
        // "cut ties in May and established relations with Beijing two days later": with the other China
        if let Some((befriended, _, to)) = own
            && self.breaks(act)
            && self.befriends(*befriended)
            && let Some(other) = self.other_china(to.entity)
        {
            return self.discourse.named_before(other, at);
        }
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
            let blow = |by: EntityRef, on: EntityRef| {
                let blows = &self.discourse.blows;
                blows
                    .iter()
                    .find(|(one, other)| *one == by && other.entity == on)
            };
            let both_ways = |by: &Side| blow(to.entity, by.entity).is_some();
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
                    _ => self.struck_first(actor),
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
        if let Some(found) = self.struck_first(actor) {
            return Some(found);
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
            let struck = |by: &Side| {
                let mut blows = self.discourse.blows.iter();
                by.entity != actor
                    && blows.any(|(one, on)| *one == to.entity && on.entity == by.entity)
            };
            self.discourse.last_of.values().any(|acted| {
                acted.actors.iter().any(|a| a.entity == to.entity)
                    || (acted.recipients.iter().any(|r| r.entity == to.entity)
                        && acted.actors.iter().any(struck))
            })
        };
        if let Some(to) = just_now.filter(|to| !known && !answered(to)) {
            return Some((to.entity, to.span));
        }
        // "Britain recalled its ambassador from Nepal. … Japan had no plans to pull out its envoy."
        let as_before = !known && self.discourse.last_of.contains_key(&act);
        let target = self.discourse.target(actor, at).filter(|_| as_before);
        target.or_else(|| self.discourse.partner(actor, self.sentence, at))
    }

    /// "Canada recalled its ambassador in sympathy": of two who acted on each other the one who was struck first.
    fn struck_first(&self, actor: EntityRef) -> Option<(EntityRef, Span)> {
        let sided = |word: &str| matches!(word, "solidarity" | "sympathy");
        if !self.clauses.s.toks.iter().any(|t| sided(&t.lower)) {
            return None;
        }
        let blows = &self.discourse.blows;
        let (by, on) = blows.last()?;
        let pair = [*by, on.entity];
        let (_, first) = blows
            .iter()
            .find(|(one, other)| pair.contains(one) && pair.contains(&other.entity))?;
        (!pair.contains(&actor)).then_some((first.entity, first.span))
    }

    /// "Brazil announced its own recognition": of whom, the text said before.
    pub(super) fn is_bare_recognition(&self, at: usize) -> bool {
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

    /// Of Beijing and Taipei the one that is not this.
    pub(super) fn other_china(&self, one: EntityRef) -> Option<EntityRef> {
        match self.gazetteer.entity(one).id.as_str() {
            "CHN" => self.gazetteer.by_id("TWN"),
            "TWN" => self.gazetteer.by_id("CHN"),
            _ => None,
        }
    }

    /// Whether the act ends relations between two.
    pub(super) fn breaks(&self, act: usize) -> bool {
        matches!(
            self.codebook.acts()[act].id.as_str(),
            "sever-diplomatic-relations" | "suspend-diplomatic-relations" | "withdraw-recognition"
        )
    }

    /// Whether the act sets up relations between two.
    pub(super) fn befriends(&self, act: usize) -> bool {
        matches!(
            self.codebook.acts()[act].id.as_str(),
            "establish-diplomatic-relations" | "restore-diplomatic-relations" | "recognize-state"
        )
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

    /// "was given 24 hours to quit Kigali": the state whose capital it is.
    pub(super) fn left_by(&self, draft: &Draft) -> Option<(EntityRef, Span)> {
        let s = self.clauses.s;
        let leaves = (draft.chunks.0..s.chunks.len()).find(|&c| {
            s.vg_at(c)
                .is_some_and(|v| matches!(s.vgs[v].lemma.as_str(), "quit" | "leave" | "depart"))
        })?;
        let left = self.resolver.list(s.np_at(leaves + 1)?, true);
        left.first().map(|side| (side.entity, side.span))
    }

    /// The polity with which the sentence opens, where a colon stands between it and the phrase.
    pub(super) fn topic_before_colon(&self, np: usize) -> Option<(EntityRef, Span)> {
        let s = self.clauses.s;
        let colon = (0..s.nps[np].chunk)
            .find(|&c| s.chunks[c].kind == Kind::Stop && s.word_of(c) == ":")?;
        let first = s.np_at(0).filter(|_| colon > 0)?;
        match self.resolver.list(first, false).as_slice() {
            [one] if !one.implicit => Some((one.entity, one.span)),
            _ => None,
        }
    }
}
