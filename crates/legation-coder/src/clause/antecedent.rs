//! To whom a relative clause goes back.

use super::*;

impl Clauses<'_, '_> {
    /// The phrase to which a relative pronoun at `chunk` goes back.
    pub fn antecedent(&self, chunk: usize) -> Option<usize> {
        for c in (0..chunk).rev() {
            match self.s.chunks[c].kind {
                Kind::Comma | Kind::Prep | Kind::Date | Kind::Adverb | Kind::Mark => {}
                Kind::Np(np) => {
                    let meant = self
                        .one_of(np)
                        .or_else(|| self.only_one(np))
                        .or_else(|| self.one_among(np));
                    return Some(meant.unwrap_or(np));
                }
                _ => return None,
            }
        }
        None
    }

    /// At "members" of "Spain, one of five EU members that …": Spain, of which it is said.
    fn one_of(&self, np: usize) -> Option<usize> {
        let chunks = &self.s.chunks;
        let c = self.s.nps[np].chunk;
        let of = c >= 4 && chunks[c - 1].kind == Kind::Prep && self.s.word_of(c - 1) == "of";
        let one = self.s.np_at(c.checked_sub(2)?).filter(|_| of)?;
        let apposed = self.s.head(one) == "one" && chunks[c - 3].kind == Kind::Comma;
        self.s.np_at(c - 4).filter(|_| apposed)
    }

    /// At "states" of "It was among the African states that broke off ties": it, of which it is said.
    fn one_among(&self, np: usize) -> Option<usize> {
        let c = self.s.nps[np].chunk.checked_sub(2)?;
        let was = self.s.vg_at(c).filter(|&v| self.s.vgs[v].lemma == "be")?;
        let among = self.s.chunks[c + 1].kind == Kind::Prep && self.s.word_of(c + 1) == "among";
        self.subject(was).filter(|_| among)
    }

    /// "Ireland is the only country that has recognised it": a remark on how things stand.
    pub fn is_remark(&self, vg: usize) -> bool {
        let before = self.s.vgs[vg].chunk.checked_sub(1);
        let relative =
            before.filter(|&c| matches!(self.s.chunks[c].kind, Kind::Which | Kind::That));
        let np = relative.and_then(|c| self.s.np_at(c.checked_sub(1)?));
        // "the treaties that it has ratified"
        let v = &self.s.vgs[vg];
        let has_done = v.perfect && !v.past_perfect && v.shape == VerbShape::Finite;
        np.is_some_and(|np| self.only_one(np).is_some() || has_done)
    }

    /// At "Nations" of "Pakistan was the only member of the United Nations that …": Pakistan, of which it is said.
    fn only_one(&self, np: usize) -> Option<usize> {
        let chunks = &self.s.chunks;
        let mut c = self.s.nps[np].chunk;
        while c >= 2
            && chunks[c - 1].kind == Kind::Prep
            && matches!(self.s.word_of(c - 1), "of" | "in" | "from")
            && self.s.np_at(c - 2).is_some()
        {
            c -= 2;
        }
        let one = &self.s.nps[self.s.np_at(c)?];
        let singled_out = (one.first..=one.last).any(|k| {
            matches!(
                self.s.toks[k].lower.as_str(),
                "only" | "first" | "second" | "third" | "last" | "latest" | "sole" | "one"
            )
        });
        let verb = self.s.vg_at(c.checked_sub(1)?)?;
        let is = matches!(self.s.vgs[verb].lemma.as_str(), "be" | "become" | "remain");
        (singled_out && is).then(|| self.subject(verb)).flatten()
    }
}
