//! Whom an office stands for: "the Lithuanian foreign minister", "its ambassador".

use super::*;

impl Resolver<'_, '_, '_> {
    /// "the Lithuanian foreign minister", "China's defence ministry", "the Ministry of Foreign Affairs of Ukraine",
    /// "the ministry".
    pub(super) fn office(&self, np: usize, head_at: usize, span: Span) -> Option<Vec<Side>> {
        let s = self.clauses.s;
        let phrase = &s.nps[np];
        let at_head = s.toks[head_at].office.map(|o| (head_at, o));
        let titled = || {
            // "Ukrainian Foreign Minister Dmytro Kuleba": the office before a name that no list has
            let arabic = ["al-", "el-", "ul-"]
                .iter()
                .any(|article| s.toks[head_at].lower.starts_with(article));
            let named = s.toks[head_at].tag == Tag::Noun && (self.is_capital(head_at) || arabic);
            named
                .then(|| {
                    (phrase.first..head_at)
                        .rev()
                        .find_map(|k| s.toks[k].office.map(|o| (k, o)))
                })
                .flatten()
        };
        let (at, office) = at_head.or_else(titled)?;
        if let Some(m) = (phrase.first..at)
            .rev()
            .find_map(|k| self.mention(k))
            .filter(|m| !m.weak)
        {
            return Some(self.sides_of_mention(m, span, office.speaks_for, Some(&office.sector)));
        }
        if let Some(of) = s.np_at(phrase.chunk + 2)
            && s.chunks[phrase.chunk + 1].kind == Kind::Prep
            && s.word_of(phrase.chunk + 1) == "of"
            && self.clauses.lists[of].len() > 1
        {
            // "the leaders of Ethiopia and Eritrea"
            let speaks = office.speaks_for;
            let sides = self.list(of, false);
            return Some(
                sides
                    .into_iter()
                    .map(|side| Side { speaks, ..side })
                    .collect(),
            );
        }
        if let Some((of, m)) = self.of_mention(phrase.chunk) {
            return Some(self.sides_of_mention(
                m,
                span.join(of),
                office.speaks_for,
                Some(&office.sector),
            ));
        }
        let start = s.toks[phrase.first].span.start;
        let lower = s.toks[at].lower.as_str();
        if !office.speaks_for {
            return Some(Vec::new());
        }
        // "the ministers", "the leaders" of the organisation that acted last
        if (lower.ends_with("ministers") || lower == "leaders")
            && let Some(organisation) = self.discourse.organisation_acting()
        {
            return Some(self.implicit(Some(organisation)));
        }
        let found =
            if lower.contains("ministry") || lower.contains("minister") || lower.contains("spokes")
            {
                self.discourse.ministry(self.sentence, start)
            } else {
                self.discourse.single(self.sentence, start, &[])
            };
        // not "BRUSSELS - The foreign ministers agreed", nor "BONN - President Reagan imposed"
        let its_own = at == head_at && !lower.ends_with('s');
        let at_home = || self.discourse.at_its_seat(start).filter(|_| its_own);
        Some(self.implicit(found.or_else(at_home)))
    }

    pub(super) fn is_capital(&self, tok: usize) -> bool {
        let tok = &self.clauses.s.toks[tok];
        tok.capital && tok.office.is_none()
    }
}
