//! Whose a thing is.

use super::*;

/// Whose a thing is.
#[derive(Clone, Debug)]
pub(crate) enum Owner {
    Nobody,
    Pronoun,
    Sides(Vec<Side>),
}

impl Resolver<'_, '_, '_> {
    /// Whose the thing of a phrase is: "Russia's embassy", "the Russian embassy", "the embassy of Russia", "its embassy".
    pub fn owners(&self, np: usize) -> Owner {
        let s = self.clauses.s;
        let phrase = &s.nps[np];
        if phrase.pronoun_owner && (phrase.first..phrase.last).all(|k| s.toks[k].mention.is_none())
        {
            return Owner::Pronoun;
        }
        // "the United States, whose ambassador was called back"
        if let Some(c) = phrase.chunk.checked_sub(1)
            && s.chunks[c].kind == Kind::Which
            && s.word_of(c) == "whose"
            && (phrase.first..phrase.last).all(|k| s.toks[k].mention.is_none())
            && let Some(whose) = self.clauses.antecedent(c)
        {
            let sides = self.phrase(whose, false);
            if !sides.is_empty() {
                return Owner::Sides(sides);
            }
        }
        let mut sides: Vec<Side> = Vec::new();
        if let Some(k) = (phrase.first..=phrase.last).find(|&k| s.toks[k].lower.contains("nuncio"))
            && let Some(entity) = self.gazetteer.by_id("VAT")
        {
            // a nuncio is the Holy See's ambassador
            return Owner::Sides(vec![Side {
                entity,
                sector: self.gazetteer.entity(entity).sector.clone(),
                span: s.toks[k].span,
                speaks: true,
                implicit: false,
            }]);
        }
        for k in phrase.first..=phrase.last {
            let Some(m) = self.mention(k) else { continue };
            if m.weak
                || m.usage == NameUse::Place
                || (k == phrase.last && m.usage == NameUse::Holder)
            {
                continue;
            }
            for side in self.sides_of_mention(m, s.toks[k].span, true, None) {
                if !sides.iter().any(|o| o.entity == side.entity) {
                    sides.push(side);
                }
            }
        }
        if let (Some((_, last)), true) = (phrase.owner, sides.is_empty()) {
            let head = s.toks[last].lower.as_str();
            let at = s.toks[phrase.first].span.start;
            if self.clauses.grammar.means_the_country(head) {
                return Owner::Sides(self.implicit(self.discourse.single(self.sentence, at, &[])));
            }
            if self.clauses.grammar.means_both(head) {
                // "the three countries' ambassadors"
                let three = (phrase.first..last).any(|k| s.toks[k].lower == "three");
                if three {
                    return Owner::Sides(self.group(at, 3));
                }
                return Owner::Sides(self.both(np, head));
            }
        }
        if sides.is_empty() {
            let c = phrase.chunk + 1;
            if s.chunks.get(c).is_some_and(|k| k.kind == Kind::Prep)
                && s.word_of(c) == "of"
                && let Some(of) = s.np_at(c + 1)
            {
                let found = self.list(of, false);
                if !found.is_empty() {
                    return Owner::Sides(found);
                }
                if let Owner::Sides(found) = self.owners(of) {
                    return Owner::Sides(found);
                }
            }
            return Owner::Nobody;
        }
        Owner::Sides(sides)
    }
}
