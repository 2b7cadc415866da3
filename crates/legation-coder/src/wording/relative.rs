//! What hangs on a phrase, and what a phrase hangs on: relative clauses, "linked to Russia", appositions.

use super::*;

/// "linked to", "tied to": the verb says that a person or firm belongs to somebody.
fn ties(lemma: &str) -> bool {
    matches!(
        lemma,
        "link"
            | "linked"
            | "associate"
            | "associated"
            | "tie"
            | "tied"
            | "affiliated"
            | "connect"
            | "connected"
    )
}

impl Recogniser<'_, '_, '_> {
    /// "Niger, which it suspended", "the sanctions that Washington imposed": what the verb of a relative clause is done to.
    pub(super) fn gap_filled_by(&self, vg: usize, fits: impl Fn(usize) -> bool) -> Option<usize> {
        let s = self.clauses.s;
        let behind = (s.vgs[vg].chunk + 1..s.chunks.len())
            .find(|&c| !matches!(s.chunks[c].kind, Kind::Adverb | Kind::Date));
        let object = behind.is_some_and(|c| matches!(s.chunks[c].kind, Kind::Np(_)));
        if object || s.vgs[vg].shape != VerbShape::Finite {
            return None;
        }
        let subject = self.clauses.subject(vg)?;
        let opens = s.nps[self.clauses.lists[subject][0]].chunk.checked_sub(1)?;
        let relative = match s.chunks[opens].kind {
            Kind::Which => s.word_of(opens) == "which",
            Kind::That => s.np_at(opens.checked_sub(1)?).is_some(),
            _ => false,
        };
        if !relative || s.vgs[vg].chunk < opens {
            return None;
        }
        // "sanctions on Mali that it imposed": the nearest phrase that fits
        let mut c = opens;
        while c > 0 {
            c -= 1;
            match s.chunks[c].kind {
                Kind::Np(np) if fits(np) => return Some(np),
                Kind::Np(_) | Kind::Prep | Kind::Comma | Kind::Date => {}
                _ => return None,
            }
        }
        None
    }

    /// "Qatar, with which it broke in 2017": the phrase to which "with which" goes back.
    pub(super) fn whom_with(&self, vg: usize, wording: &Wording, roles: &mut Roles) {
        let s = self.clauses.s;
        let Some(subject) = self.clauses.subject(vg) else {
            return;
        };
        let first = s.nps[self.clauses.lists[subject][0]].chunk;
        if first < 2
            || first > s.vgs[vg].chunk
            || s.chunks[first - 1].kind != Kind::Which
            || s.chunks[first - 2].kind != Kind::Prep
        {
            return;
        }
        if let Some(role) = wording.roles.get(s.word_of(first - 2))
            && let Some(whom) = self.clauses.antecedent(first - 2)
        {
            let sides = self.resolver.list(whom, false);
            roles.add(role, sides);
        }
    }

    /// "joined Bahrain and Egypt in cutting relations", "followed Mali in severing ties": who did it before.
    pub(super) fn joined(&self, vg: usize) -> Option<usize> {
        let s = self.clauses.s;
        let chunk = s.vgs[vg].chunk;
        if s.vgs[vg].shape != VerbShape::Gerund
            || chunk < 3
            || s.chunks[chunk - 1].kind != Kind::Prep
            || s.word_of(chunk - 1) != "in"
        {
            return None;
        }
        let np = s.np_at(chunk - 2)?;
        let first = s.nps[self.clauses.lists[np][0]].chunk;
        let verb = s.vg_at(first.checked_sub(1)?)?;
        matches!(s.vgs[verb].lemma.as_str(), "join" | "follow").then_some(np)
    }

    /// "the sanctions that it had imposed on Mali", "sanctions imposed on Iran in 2018": on whom, where the clause
    /// behind the theme tells it.
    pub(super) fn sanctioned_in_clause(&self, theme: usize, wording: &Wording, roles: &mut Roles) {
        let s = self.clauses.s;
        let from = s.nps[theme].chunk + 1;
        for c in from..s.chunks.len().min(from + 6) {
            match s.chunks[c].kind {
                // "the sanctions that have crippled Niger"
                Kind::Vg(v)
                    if matches!(
                        s.vgs[v].lemma.as_str(),
                        "cripple"
                            | "crippled"
                            | "crippling"
                            | "hit"
                            | "isolate"
                            | "isolated"
                            | "squeeze"
                            | "squeezed"
                            | "batter"
                            | "battered"
                            | "target"
                            | "strangle"
                            | "choke"
                            | "hurt"
                            | "burden"
                            | "bind"
                            | "hobbled"
                    ) && s.vgs[v].shape != VerbShape::Infinitive =>
                {
                    if let Some(np) = s.np_at(c + 1) {
                        let mut sides = self.resolver.list(np, true);
                        if let (true, Owner::Sides(owners)) =
                            (sides.is_empty(), self.resolver.owners(np))
                        {
                            sides = owners;
                        }
                        roles.add("recipient", sides);
                    }
                    return;
                }
                Kind::Vg(v) => {
                    let imposing = matches!(
                        s.vgs[v].lemma.as_str(),
                        "impose"
                            | "slap"
                            | "place"
                            | "put"
                            | "introduce"
                            | "adopt"
                            | "levy"
                            | "apply"
                            | "reimpose"
                    );
                    if imposing {
                        self.fill_roles(c + 1, wording, roles);
                    }
                    return;
                }
                Kind::Which | Kind::That | Kind::Np(_) | Kind::Adverb | Kind::Date => {}
                _ => return,
            }
        }
    }

    /// "two persons and three entities linked to Russia", "officials from Belarus": the state behind the phrase.
    pub(super) fn belonging_to(&self, chunk: usize) -> Vec<Side> {
        let s = self.clauses.s;
        for c in chunk + 1..s.chunks.len().min(chunk + 8) {
            match s.chunks[c].kind {
                Kind::Vg(v) if ties(&s.vgs[v].lemma) => {}
                // "those responsible for the coup in Myanmar"
                Kind::Prep
                    if matches!(s.word_of(c), "for" | "behind")
                        && s.np_at(c + 1).is_some_and(|np| !self.clauses.is_party(np)) =>
                {
                    if let Some(in_) = s.chunks.get(c + 2)
                        && in_.kind == Kind::Prep
                        && matches!(s.word_of(c + 2), "in" | "of")
                        && let Some(place) = s.np_at(c + 3)
                    {
                        return self.resolver.list(place, true);
                    }
                    return Vec::new();
                }
                Kind::And | Kind::Adverb => {}
                Kind::Comma
                    if s.chunks.get(c + 1).is_some_and(|n| {
                        n.kind == Kind::Prep && matches!(s.word_of(c + 1), "among" | "including")
                    }) => {}
                Kind::Prep if matches!(s.word_of(c), "among" | "including") => {}
                Kind::Np(np) if matches!(s.word_of(c - 1), "among" | "including") => {
                    if let Owner::Sides(owners) = self.resolver.owners(np) {
                        return owners;
                    }
                }
                Kind::Np(np) if s.word_of(c) == "them" || s.np_at(c - 1).is_some() => {
                    if let Owner::Sides(owners) = self.resolver.owners(np) {
                        return owners;
                    }
                }
                Kind::Np(_) if c == chunk + 2 && s.chunks[c - 1].kind == Kind::And => {}
                Kind::Prep if matches!(s.word_of(c), "of" | "from" | "in" | "to" | "with") => {
                    if let Some(np) = s.np_at(c + 1) {
                        let sides = self.resolver.list(np, true);
                        if !sides.is_empty() {
                            return sides;
                        }
                        if let Owner::Sides(owners) = self.resolver.owners(np) {
                            return owners;
                        }
                    }
                    return Vec::new();
                }
                _ => return Vec::new(),
            }
        }
        Vec::new()
    }

    /// "14 individuals and entities linked to Hezbollah": whether what belongs to somebody is said so behind it.
    pub(super) fn linked(&self, chunk: usize) -> bool {
        let s = self.clauses.s;
        let mut c = chunk + 1;
        if s.chunks.get(c).is_some_and(|k| k.kind == Kind::And) && s.np_at(c + 1).is_some() {
            c += 2;
        }
        s.vg_at(c)
            .is_some_and(|v| ties(&s.vgs[v].lemma) && !s.vgs[v].negated)
    }

    /// ", Juan Perez," after "its ambassador".
    pub(super) fn apposition_end(&self, comma: usize) -> Option<usize> {
        let s = self.clauses.s;
        let np = s.np_at(comma + 1)?;
        (self.clauses.lists[np].len() == 1 && s.chunks.get(comma + 2)?.kind == Kind::Comma)
            .then_some(comma + 2)
    }
}
