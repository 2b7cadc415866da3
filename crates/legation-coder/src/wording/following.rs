//! What stands behind a verb: its object, the list that it goes on with, the end of its clause.

use super::*;

impl Recogniser<'_, '_, '_> {
    /// The first phrase after a verb, which is its object.
    pub(super) fn first_object(&self, mut chunk: usize) -> Option<usize> {
        let s = self.clauses.s;
        // "prolonged by six months, to January 31, its restrictions": how long stands before what
        if s.chunks.get(chunk)?.kind == Kind::Prep
            && matches!(s.word_of(chunk), "by" | "for")
            && s.np_at(chunk + 1).is_some_and(|np| {
                matches!(
                    s.head(np).trim_end_matches('s'),
                    "month" | "year" | "week" | "day"
                )
            })
        {
            let mut next = chunk + 2;
            while s.chunks.get(next).is_some_and(|c| match c.kind {
                Kind::Comma | Kind::Date => true,
                Kind::Prep => matches!(s.toks[c.first].lower.as_str(), "to" | "until" | "till"),
                _ => false,
            }) {
                next += 1;
            }
            return s.np_at(next);
        }
        // "extended until the end of May next year its arms embargo"
        if s.chunks.get(chunk)?.kind == Kind::Prep
            && matches!(s.word_of(chunk), "until" | "till" | "through" | "to")
            && s.np_at(chunk + 1)
                .is_some_and(|np| matches!(s.head(np), "end" | "start" | "beginning" | "middle"))
        {
            let own = (chunk + 2..s.chunks.len().min(chunk + 7))
                .take_while(|&c| matches!(s.chunks[c].kind, Kind::Prep | Kind::Np(_) | Kind::Date))
                .find_map(|c| {
                    let np = s.np_at(c)?;
                    let opens = matches!(s.toks[s.nps[np].first].tag, Tag::Possessive | Tag::Det);
                    (opens && s.chunks[c - 1].kind != Kind::Prep).then_some(np)
                });
            return own;
        }
        // "recognises that the Government of the People's Republic is the sole legal government of China"
        if s.chunks.get(chunk)?.kind == Kind::That
            && let Some(np) = s.np_at(chunk + 1).filter(|&np| s.head(np) == "government")
            && let Some(is) = (chunk + 2..chunk + 6).find(|&c| s.vg_at(c).is_some())
            && let Some(which) = s.np_at(is + 1)
            && s.head(which) == "government"
            && (s.nps[which].first..s.nps[which].last).any(|k| {
                matches!(
                    s.toks[k].lower.as_str(),
                    "sole" | "only" | "legal" | "lawful" | "legitimate"
                )
            })
        {
            return Some(np);
        }
        // "recognised as independent states Moldova and Georgia"
        if s.chunks.get(chunk)?.kind == Kind::Prep
            && s.word_of(chunk) == "as"
            && s.np_at(chunk + 1).is_some_and(|np| s.head(np) == "states")
            && let Some(np) = s.np_at(chunk + 2)
        {
            return Some(np);
        }
        // "recalled for consultations its ambassador", "established with Chad diplomatic relations": the object comes last
        if s.chunks.get(chunk)?.kind == Kind::Prep
            && matches!(
                s.word_of(chunk),
                "for" | "with" | "on" | "in" | "from" | "against"
            )
            && s.np_at(chunk + 1).is_some()
            && let Some(np) = s.np_at(chunk + 2)
            && !self.clause_follows(chunk + 3)
        {
            return Some(np);
        }
        loop {
            match s.chunks.get(chunk)?.kind {
                Kind::Np(np) => return Some(np),
                Kind::Adverb | Kind::Date => chunk += 1,
                // "announced that most of the sanctions had been lifted" is a clause
                Kind::That
                    if matches!(s.chunks.get(chunk + 1).map(|c| c.kind), Some(Kind::Np(_)))
                        && !self.verb_follows(chunk + 2)
                        && !self.clause_follows(chunk + 2) =>
                {
                    chunk += 1
                }
                _ => return None,
            }
        }
    }

    /// Whether a finite verb follows before the clause ends: what stands before it is its subject.
    pub(super) fn clause_follows(&self, chunk: usize) -> bool {
        let s = self.clauses.s;
        (chunk..s.chunks.len())
            .take_while(|&c| {
                !matches!(
                    s.chunks[c].kind,
                    Kind::Stop | Kind::Comma | Kind::And | Kind::Which | Kind::Sub | Kind::That
                )
            })
            .any(|c| {
                s.vg_at(c)
                    .is_some_and(|v| s.vgs[v].shape == VerbShape::Finite)
            })
    }

    pub(super) fn verb_follows(&self, chunk: usize) -> bool {
        matches!(
            self.clauses.s.chunks.get(chunk).map(|c| c.kind),
            Some(Kind::Vg(_))
        )
    }

    /// Among a verb's objects the one that is of the theme.
    pub(super) fn object_phrase(&self, chunk: usize, theme: &Theme) -> Option<usize> {
        let s = self.clauses.s;
        let mut np = self.first_object(chunk)?;
        for _ in 0..4 {
            if self.is_theme(np, theme) || self.is_own_of(np, theme) {
                return Some(np);
            }
            if let Some(inner) = self
                .through_of(np)
                .filter(|&inner| self.is_theme(inner, theme))
            {
                return Some(inner);
            }
            let mut next = s.nps[np].chunk + 1;
            // "its embassy in Abu Dhabi and its consulate in Dubai"
            if s.chunks.get(next)?.kind == Kind::Prep
                && s.np_at(next + 1).is_some()
                && s.chunks.get(next + 2).is_some_and(|c| c.kind == Kind::And)
            {
                next += 2;
            }
            np = match (
                s.chunks.get(next)?.kind,
                s.chunks.get(next + 1).map(|c| c.kind),
            ) {
                (Kind::And | Kind::Comma, Some(Kind::Np(other))) => other,
                (Kind::Np(other), _) => other,
                (Kind::Comma, Some(Kind::And)) => s.np_at(next + 2)?,
                // "Marek Bucko, first counsellor at the Polish Embassy"
                (Kind::Comma, Some(Kind::Adverb)) => s.np_at(next + 2)?,
                _ => return None,
            };
            // "recognised Palestine, and President Macron said": the next clause has begun
            if self.clauses.is_subject_next(np) {
                return None;
            }
        }
        None
    }

    /// The chunk at which a list of things ends: "an arms embargo, asset freezes and travel bans".
    pub(super) fn past_list(&self, chunk: usize) -> usize {
        let s = self.clauses.s;
        let (mut end, mut closed) = (chunk, false);
        loop {
            let mut next = end + 1;
            let mut and = false;
            while s
                .chunks
                .get(next)
                .is_some_and(|c| matches!(c.kind, Kind::Comma | Kind::And))
                && next < end + 3
            {
                and |= s.chunks[next].kind == Kind::And;
                next += 1;
            }
            let thing = next > end + 1
                && s.np_at(next).is_some_and(|np| !self.clauses.is_party(np))
                && !matches!(s.chunks.get(next + 1).map(|c| c.kind), Some(Kind::Vg(_)));
            if !thing {
                // "its ambassador, Juan Perez, from": no list
                return if closed { end } else { chunk };
            }
            closed |= and;
            end = next;
        }
    }

    /// The chunk at which the clause that goes on from `chunk` ends.
    pub(super) fn clause_end(&self, chunk: usize) -> usize {
        let s = self.clauses.s;
        (chunk..s.chunks.len())
            .find(|&c| match s.chunks[c].kind {
                Kind::Stop | Kind::Which | Kind::Sub => true,
                Kind::Vg(v) => s.vgs[v].shape == VerbShape::Finite,
                Kind::Comma => match s.chunks.get(c + 1).map(|n| n.kind) {
                    Some(Kind::Vg(v)) => s.vgs[v].shape != VerbShape::Infinitive,
                    Some(Kind::And | Kind::Which) => true,
                    _ => false,
                },
                _ => false,
            })
            .unwrap_or(s.chunks.len())
    }

    /// The chunk at which what can belong to the verb ends: the next finite verb, relative clause or stop.
    pub(super) fn predicate_end(&self, chunk: usize) -> usize {
        let s = self.clauses.s;
        (chunk..s.chunks.len())
            .find(|&c| match s.chunks[c].kind {
                Kind::Stop | Kind::Which | Kind::Sub => true,
                Kind::Vg(v) => s.vgs[v].shape == VerbShape::Finite,
                _ => false,
            })
            .unwrap_or(s.chunks.len())
    }

    /// The lower-case words from a token to the end of the clause, each with a blank on either side.
    pub(super) fn tail(&self, tok: usize, clause_end: usize) -> String {
        let s = self.clauses.s;
        let end = s.chunks.get(clause_end).map_or(s.toks.len(), |c| c.first);
        let words: Vec<&str> = s
            .toks
            .get(tok..end.max(tok).min(s.toks.len()))
            .unwrap_or_default()
            .iter()
            .map(|t| t.lower.as_str())
            .collect();
        format!(" {} ", words.join(" "))
    }

    /// Checks the complement; hands back how much more exact the reading is for it.
    pub(super) fn complement(
        &self,
        wording: &Wording,
        tail: &str,
        roles: &mut Roles,
    ) -> Option<i32> {
        if wording
            .without
            .iter()
            .any(|phrase| tail.contains(&format!(" {phrase} ")))
        {
            return None;
        }
        if wording.complement.is_empty() {
            return Some(0);
        }
        if let Some(role) = &wording.complement_owner {
            let mut first = true;
            for np in 0..self.clauses.s.nps.len() {
                if self.clauses.s.governing_preposition(np) != Some("as") {
                    continue;
                }
                let head = self.clauses.s.head(np);
                let named = wording.complement.iter().any(|c| c == head);
                if !named || !tail.contains(&format!(" {head} ")) {
                    continue;
                }
                let sides = match self.resolver.owners(np) {
                    Owner::Sides(sides) => sides,
                    // "the sole representative of the Libyan people"
                    _ => self.belonging_to(self.clauses.s.nps[np].chunk),
                };
                if !sides.is_empty() && std::mem::take(&mut first) {
                    roles.add(role, sides);
                }
            }
            return (!first).then_some(6);
        }
        let near: String = tail.split(' ').take(14).collect::<Vec<_>>().join(" ") + " ";
        let holds = wording.complement.iter().any(|phrase| {
            // "with … sanctions"
            if let Some((first, then)) = phrase.split_once(" … ") {
                return near
                    .find(&format!(" {first} "))
                    .is_some_and(|at| near[at + first.len() + 1..].contains(&format!(" {then} ")));
            }
            near.contains(&format!(" {phrase} "))
                || (phrase.starts_with("as ") && near.contains(&format!(" {phrase}")))
        });
        holds.then_some(6)
    }

    pub(super) fn trigger(&self, first: usize, last: usize) -> Span {
        let s = self.clauses.s;
        let last = last.max(first).min(s.toks.len() - 1);
        s.toks[first].span.join(s.toks[last].span)
    }
}
