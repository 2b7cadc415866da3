//! Whose the thing is that an act is done to: "its embassy", "relations between the two", "the ambassador of".

use super::*;

impl Recogniser<'_, '_, '_> {
    /// The verb of "(that) they had set up" that begins at a chunk.
    pub(super) fn had_with(&self, mut c: usize) -> Option<usize> {
        let s = self.clauses.s;
        if matches!(s.chunks[c].kind, Kind::That | Kind::Which) {
            c += 1;
        }
        let np = s.np_at(c)?;
        let verb = s.vg_at(c + 1)?;
        let v = &s.vgs[verb];
        (s.toks[s.nps[np].last].tag == Tag::Pronoun
            && v.shape == VerbShape::Finite
            && matches!(
                v.lemma.as_str(),
                "set"
                    | "establish"
                    | "have"
                    | "restore"
                    | "forge"
                    | "maintain"
                    | "enjoy"
                    | "open"
                    | "build"
            ))
        .then_some(verb)
    }

    /// Whether the "with" at a chunk belongs to "in solidarity", "in line", "in consultation".
    pub(super) fn is_accord(&self, with: usize) -> bool {
        let s = self.clauses.s;
        with >= 2
            && s.np_at(with - 1).is_some_and(|np| {
                matches!(
                    s.head(np),
                    "solidarity"
                        | "line"
                        | "coordination"
                        | "co-ordination"
                        | "consultation"
                        | "concert"
                        | "step"
                        | "tandem"
                        | "keeping"
                        | "accordance"
                        | "conjunction"
                        | "parallel"
                        | "sympathy"
                        | "unison"
                        | "talks"
                        | "meeting"
                        | "call"
                )
            })
            && s.chunks[with - 2].kind == Kind::Prep
            && matches!(
                s.word_of(with - 2),
                "in" | "after" | "during" | "at" | "following"
            )
    }

    /// "each other's diplomats", "embassies in each other's capitals".
    pub(super) fn is_reciprocal(&self, np: usize) -> bool {
        let s = self.clauses.s;
        s.nps[np].owner.is_some_and(|(first, last)| {
            matches!(
                (s.toks[first].lower.as_str(), s.toks[last].lower.as_str()),
                ("each", "other") | ("one", "another")
            )
        })
    }

    /// "the United States, whose ambassador was called home": who has it.
    pub(super) fn whose(&self, np: usize) -> Option<Vec<Side>> {
        let s = self.clauses.s;
        let which = s.nps[np].chunk.checked_sub(1)?;
        if s.chunks[which].kind != Kind::Which || s.word_of(which) != "whose" {
            return None;
        }
        let before = (0..which)
            .rev()
            .find(|&c| s.chunks[c].kind != Kind::Comma)
            .and_then(|c| s.np_at(c))?;
        let sides = self.resolver.list(before, false);
        (!sides.is_empty()).then_some(sides)
    }

    /// "told Ambassador Enayati and 14 other Iranian diplomats to go", "staff at the Iranian embassy": whose they are
    /// stands with those beside them, or with the mission that they belong to.
    pub(super) fn named_with(&self, np: usize) -> Owner {
        let s = self.clauses.s;
        let next = s.nps[np].chunk + 1;
        let Some(other) = s.np_at(next + 1) else {
            return Owner::Nobody;
        };
        let envoys = ["diplomat", "staff", "official", "envoy", "colleague"]
            .iter()
            .any(|w| s.head(other).contains(w));
        if (s.chunks[next].kind == Kind::And && envoys) || self.of_mission(np) {
            return match self.resolver.owners(other) {
                Owner::Sides(sides) => Owner::Sides(sides),
                // "a member of the embassy of Israel"
                _ => match self.belonging_to(s.nps[other].chunk) {
                    sides if sides.is_empty() => Owner::Nobody,
                    sides => Owner::Sides(sides),
                },
            };
        }
        Owner::Nobody
    }

    /// "The embassy in Havana was closed": that of the state whose news the report is, and which it is about.
    fn of_home(&self, np: usize, recipients: &[Side]) -> Option<Side> {
        let s = self.clauses.s;
        let [host] = recipients else { return None };
        let the = s.toks[s.nps[np].first].lower == "the";
        let home = self.discourse.home()?;
        let about = self.discourse.principal(s.np_span(np).start)?;
        (the && !host.implicit && home.0 == about.0 && home.0 != host.entity)
            .then(|| self.implied(home))
    }

    /// The state whose capital stands before a mission or an envoy as a bare name.
    fn posted_at(&self, np: usize) -> Option<Vec<Side>> {
        let s = self.clauses.s;
        let phrase = &s.nps[np];
        let at = (phrase.first..phrase.last).find(|&k| s.toks[k].mention.is_some())?;
        let m = &self.clauses.mentions[s.toks[at].mention?];
        let next = &s.toks[at + 1];
        let owned = next.tag == Tag::Mark || matches!(next.lower.as_str(), "'s" | "'");
        let city = matches!(m.usage, NameUse::Seat | NameUse::Place);
        let one = m.entities.len() == 1 && city && !owned && !m.weak;
        one.then(|| vec![self.implied((m.entities[0], s.toks[at].span))])
    }

    /// Whether those in the phrase are told to leave a place that is not in the country of who acts.
    fn are_ordered_from_abroad(&self, np: usize, roles: &Roles) -> bool {
        let s = self.clauses.s;
        let c = s.nps[np].chunk + 1;
        let from = (c..s.chunks.len().min(c + 2)).find(|&c| {
            s.chunks[c].kind == Kind::Prep
                && matches!(s.toks[s.chunks[c].last].lower.as_str(), "of" | "from")
                && s.toks[s.nps[np].last + 1].lower == "out"
        });
        let place = from.and_then(|c| s.np_at(c + 1));
        place.is_some_and(|place| {
            let there = self.resolver.list(place, true);
            !there.is_empty()
                && there
                    .iter()
                    .all(|side| roles.actors.iter().all(|a| a.entity != side.entity))
        })
    }

    pub(super) fn fill_owner(&self, np: usize, wording: &Wording, roles: &mut Roles) -> Option<()> {
        let Some(role) = wording.owner.as_deref() else {
            return Some(());
        };
        if roles.actors.len() > 1 && self.is_reciprocal(np) {
            roles.each_other = true;
            return Some(());
        }
        // "Israel closed the Bogota embassy", "recalls Moscow ambassador": where it is, and not whose
        if wording.own
            && role == "actor"
            && let Some(there) = self.posted_at(np)
            && !roles.actors.is_empty()
            && !roles
                .actors
                .iter()
                .any(|a| there.iter().any(|t| t.entity == a.entity))
        {
            if roles.recipients.is_empty() {
                roles.recipients = there;
            }
            return Some(());
        }
        // "The Chengdu consulate, opened in 1985": the same, and whose is not told
        if wording.own && role == "actor" && roles.actors.is_empty() && self.posted_at(np).is_some()
        {
            return None;
        }
        let owner = match self.thing_meant(np) {
            Some(thing) if thing.owners.is_empty() => Owner::Nobody,
            Some(thing) => Owner::Sides(thing.owners),
            None => match (self.resolver.owners(np), self.whose(np)) {
                (Owner::Nobody, Some(sides)) => Owner::Sides(sides),
                (Owner::Nobody, None) if role == "recipient" => self.named_with(np),
                (owner, _) => owner,
            },
        };
        let sides = match owner {
            Owner::Nobody => {
                if role == "actor" && roles.actors.is_empty() {
                    roles.actors.extend(self.of_home(np, &roles.recipients));
                }
                return (!wording.needs_own).then_some(());
            }
            Owner::Pronoun => {
                // "Chile and Mexico called in their ambassadors": their own
                let phrase = &self.clauses.s.nps[np];
                if role == "recipient"
                    && !wording.own
                    && roles.actors.len() > 1
                    && self.clauses.s.toks[phrase.first].lower == "their"
                {
                    return None;
                }
                // "ordered its own diplomats out": no one else's
                if role == "recipient"
                    && !wording.own
                    && (phrase.first..=phrase.last).any(|k| self.clauses.s.toks[k].lower == "own")
                {
                    return None;
                }
                // "ordered all its staff out of Bangkok": its own, who were posted there
                if role == "recipient" && !wording.own && self.are_ordered_from_abroad(np, roles) {
                    return None;
                }
                if role == "recipient" && !wording.own {
                    // "expelled its ambassador": whose, the text said before
                    let at = self.clauses.s.np_span(np).start;
                    let mut others: Vec<_> = roles.actors.iter().map(|a| a.entity).collect();
                    // "its ambassador in Bamako": not Mali's
                    let s = self.clauses.s;
                    let c = s.nps[np].chunk + 1;
                    let posted = s.chunks.get(c).is_some_and(|k| k.kind == Kind::Prep)
                        && matches!(s.word_of(c), "in" | "to");
                    if let Some(place) = s.np_at(c + 1).filter(|_| posted) {
                        let there = self.resolver.list(place, true);
                        others.extend(there.iter().map(|side| side.entity));
                    }
                    let found = self.discourse.single(self.sentence, at, &others);
                    if let (Some((entity, span)), true) = (found, roles.recipients.is_empty()) {
                        roles.recipients.push(self.implied((entity, span)));
                    }
                }
                if role == "actor" && roles.actors.is_empty() && roles.unresolved {
                    return None;
                }
                // "ordered the embassy closed" is said of another's, "ordered his embassy closed" of one's own
                if role == "actor" && wording.subject.as_deref() == Some("recipient") {
                    return None;
                }
                if role == "actor" && roles.actors.is_empty() {
                    roles.actors.extend(self.pronoun_owner(np));
                }
                return Some(());
            }
            Owner::Sides(sides) => sides,
        };
        match role {
            "actor" => {
                if roles.actors.is_empty() {
                    roles.add("actor", sides);
                    return Some(());
                }
                let foreign: Vec<Side> = sides
                    .into_iter()
                    .filter(|s| !roles.actors.iter().any(|a| a.entity == s.entity))
                    .collect();
                if foreign.is_empty() {
                    return Some(());
                }
                // "shut its Tehran mission"
                if self.clauses.s.nps[np].pronoun_owner && wording.own {
                    if roles.recipients.is_empty() {
                        roles.add("recipient", foreign);
                    }
                    return Some(());
                }
                // "the Tehran embassy" of one who acts elsewhere, or another's embassy
                match &wording.foreign {
                    // "Morocco closed Israel's liaison office": Israel's is closed, in Morocco
                    Some(role) if role == "actor" => {
                        roles.recipients = std::mem::replace(&mut roles.actors, foreign);
                        Some(())
                    }
                    Some(role) => {
                        if role == "recipient" {
                            roles.recipients.clear();
                        }
                        roles.add(role, foreign);
                        Some(())
                    }
                    None if roles.recipients.is_empty() && !wording.needs_own => {
                        roles.add("recipient", foreign);
                        Some(())
                    }
                    None => roles
                        .recipients
                        .iter()
                        .any(|r| foreign.iter().any(|f| f.entity == r.entity))
                        .then_some(()),
                }
            }
            // "EU sanctions against Zimbabwe were rolled over"
            "own" if roles.actors.is_empty() && wording.roles.contains_key("against") => {
                roles.add("actor", sides);
                Some(())
            }
            "own" | "none" => Some(()),
            role => {
                if role == "parties" || !roles.has(role) {
                    roles.add(role, sides);
                }
                Some(())
            }
        }
    }
}
