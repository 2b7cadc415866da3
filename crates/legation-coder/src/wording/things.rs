//! What a pronoun or an envoy's name stands for among the things that acts are done to: "cut them in 1997", "recalled him".

use super::*;

impl Thing {
    fn head(&self) -> &str {
        self.words.last().map_or("", String::as_str)
    }

    fn is_person(&self) -> bool {
        [
            "ambassador",
            "envoy",
            "commissioner",
            "affaires",
            "nuncio",
            "consul",
            "diplomat",
        ]
        .iter()
        .any(|w| self.head().contains(w))
    }

    fn is_plural(&self) -> bool {
        let head = self.head();
        head.ends_with('s') && !head.ends_with("affaires") || head == "personnel" || head == "staff"
    }

    /// Whether the pronoun can go back to it.
    fn answers(&self, pronoun: &str) -> bool {
        match pronoun {
            "them" | "they" | "those" => self.is_plural(),
            "him" | "he" | "her" | "she" => !self.is_plural() && self.is_person(),
            "it" => ["embassy", "mission", "consulate", "embargo"]
                .iter()
                .any(|w| self.head().ends_with(w)),
            _ => false,
        }
    }

    /// Whether it is what the theme means.
    pub(super) fn is_of(&self, theme: &Theme) -> bool {
        let before = &self.words[..self.words.len() - 1];
        let stands = |list: &[String]| list.iter().any(|m| before.contains(m));
        theme.of.is_empty()
            && theme.heads.iter().any(|h| h == self.head())
            && (stands(&theme.but)
                || !(stands(&theme.not)
                    || theme
                        .weak
                        .contains(self.words.last().unwrap_or(&String::new()))))
            && (theme.need.is_empty() || stands(&theme.need))
    }
}

/// The themes whose things a pronoun can stand for.
const THINGS: [&str; 6] = [
    "diplomatic-relations",
    "sanctions",
    "embassy",
    "consulate",
    "top-diplomat",
    "diplomats",
];

impl Recogniser<'_, '_, '_> {
    /// What the sentence names that a later pronoun can go back to.
    pub(crate) fn things(&self) -> Vec<Thing> {
        self.things_named().iter().flatten().cloned().collect()
    }

    fn things_named(&self) -> &[Option<Thing>] {
        self.things_named.get_or_init(|| {
            let nps = 0..self.clauses.s.nps.len();
            nps.map(|np| self.thing(np)).collect()
        })
    }

    fn thing(&self, np: usize) -> Option<Thing> {
        let s = self.clauses.s;
        let phrase = &s.nps[np];
        if self.envoy_named(np).is_some() {
            return None;
        }
        let with = s
            .np_at(phrase.chunk + 2)
            .filter(|_| s.word_of(phrase.chunk + 1) == "with")
            .map(|partner| self.resolver.list(partner, false))
            .unwrap_or_default();
        if s.toks[phrase.last].tag == Tag::Pronoun || s.head(np) == "those" {
            // "resumed relations with Iran. It has no intention of renewing them with Libya"
            let told = self
                .discourse
                .things
                .iter()
                .rev()
                .filter(|thing| !with.is_empty() && thing.sentence + 1 == self.sentence);
            let same = told.into_iter().find(|thing| thing.answers(s.head(np)))?;
            return Some(Thing {
                sentence: self.sentence,
                with,
                ..same.clone()
            });
        }
        let theme = THINGS
            .iter()
            .filter_map(|name| self.codebook.theme(name))
            .find(|theme| self.is_theme(np, theme))?;
        let (_, last) = self.theme_head(np, theme)?;
        let owners = match self.resolver.owners(np) {
            Owner::Sides(sides) => sides,
            Owner::Pronoun => self
                .clauses
                .verb_left(phrase.chunk)
                .and_then(|v| self.clauses.subject(v))
                .filter(|&subject| subject < np)
                .map(|subject| self.resolver.list(subject, false))
                .unwrap_or_default(),
            Owner::Nobody => Vec::new(),
        };
        Some(Thing {
            sentence: self.sentence,
            words: (phrase.first..=last)
                .map(|k| s.toks[k].lower.clone())
                .collect(),
            owners,
            with,
        })
    }

    /// What a pronoun, or the name of an envoy, stands for.
    pub(super) fn thing_meant(&self, np: usize) -> Option<Thing> {
        let s = self.clauses.s;
        let phrase = &s.nps[np];
        if let Some(owner) = self.envoy_named(np) {
            return Some(Thing {
                sentence: self.sentence,
                words: vec!["ambassador".to_owned()],
                owners: vec![self.implied((owner, s.np_span(np)))],
                with: Vec::new(),
            });
        }
        let pronoun = s.toks[phrase.last].lower.as_str();
        // "those were cut", and not "those that it had kept"
        let alone = phrase.first == phrase.last
            && pronoun == "those"
            && s.vg_at(phrase.chunk + 1)
                .is_some_and(|v| self.clauses.subject(v) == Some(np))
            && (phrase.chunk == 0 || s.vg_at(phrase.chunk - 1).is_none());
        if !(alone || s.toks[phrase.last].tag == Tag::Pronoun)
            || !matches!(
                pronoun,
                "them" | "they" | "those" | "him" | "he" | "her" | "she" | "it"
            )
        {
            return None;
        }
        // "half a century after they were broken off": when that was is not told
        let long_after = (1..phrase.chunk).rev().take(3).any(|c| {
            s.word_of(c) == "after"
                && s.toks[..s.chunks[c].first].last().is_some_and(|t| {
                    let long = |w: &str| matches!(w, "years" | "decades" | "decade" | "century");
                    t.lower.split(' ').any(long)
                })
        });
        if long_after {
            return None;
        }
        let here = self.things_named()[..np]
            .iter()
            .rev()
            .flatten()
            .find(|thing| thing.answers(pronoun))
            .cloned();
        let meant = here.or_else(|| {
            self.discourse
                .things
                .iter()
                .rev()
                .filter(|thing| thing.sentence + 1 == self.sentence)
                .find(|thing| thing.answers(pronoun))
                .cloned()
        });
        // "denied that it would reopen": a state, or its embassy
        let subject = |np: usize| {
            self.clauses
                .s
                .vg_at(self.clauses.s.nps[np].chunk + 1)
                .is_some()
        };
        meant.filter(|thing| pronoun != "it" || !thing.owners.is_empty() || !subject(np))
    }

    /// "opened it", "send him off": what is there already is not set up.
    pub(super) fn sets_up_what_is(&self, finding: &Finding) -> bool {
        let sets_up = matches!(
            self.codebook.acts()[finding.act].id.as_str(),
            "appoint-ambassador" | "open-embassy" | "open-consulate"
        );
        let object = finding
            .verb
            .and_then(|v| self.first_object(self.clauses.s.vgs[v].chunk + 1));
        sets_up && object.is_some_and(|np| self.thing_meant(np).is_some())
    }

    /// "Duddy", "Mr Duddy": whose envoy the person is, if the report named one so.
    fn envoy_named(&self, np: usize) -> Option<EntityRef> {
        let s = self.clauses.s;
        let phrase = &s.nps[np];
        let last = &s.toks[phrase.last];
        let named = last.capital
            && last.mention.is_none()
            && (phrase.first..phrase.last).all(|k| {
                s.toks[k].capital && s.toks[k].mention.is_none() && s.toks[k].office.is_none()
            });
        self.discourse
            .envoys
            .get(last.lower.as_str())
            .copied()
            .filter(|_| named)
    }
}
