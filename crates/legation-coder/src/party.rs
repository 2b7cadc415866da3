//! From a phrase to the entities that it stands for, through offices, pronouns and "the two countries".

mod office;
mod owner;
mod pointing;

pub(crate) use owner::Owner;

use legation_gazetteer::{EntityKind, EntityRef, Gazetteer, NameUse};
use legation_text::Span;

use crate::clause::{Clauses, is_collective};
use crate::description;
use crate::discourse::Discourse;
use crate::grammar::Governs;
use crate::mention::Mention;
use crate::syntax::{Kind, Tag, VerbShape};

/// An entity in a role.
#[derive(Clone, Debug)]
pub(crate) struct Side {
    pub entity: EntityRef,
    pub sector: String,
    pub span: Span,
    /// Whether what it does counts as the state's own act.
    pub speaks: bool,
    /// Reached through a pronoun, an elision or what was said before.
    pub implicit: bool,
}

/// Finds the entities of phrases in one sentence.
pub(crate) struct Resolver<'a, 'c, 's> {
    pub clauses: &'a Clauses<'c, 's>,
    pub gazetteer: &'a Gazetteer,
    pub discourse: &'a Discourse,
    pub sentence: usize,
    /// The two between whom the sentence told an act last.
    pub between: std::cell::RefCell<Option<[(EntityRef, Span); 2]>>,
}

impl Resolver<'_, '_, '_> {
    fn mention(&self, tok: usize) -> Option<&Mention> {
        self.clauses.s.toks[tok]
            .mention
            .map(|m| &self.clauses.mentions[m])
    }

    fn sides_of_mention(
        &self,
        m: &Mention,
        span: Span,
        speaks: bool,
        sector: Option<&str>,
    ) -> Vec<Side> {
        m.entities
            .iter()
            .map(|&entity| {
                let own = &self.gazetteer.entity(entity).sector;
                let sector = sector.map_or_else(
                    || {
                        if m.usage == NameUse::Force {
                            "MIL".to_owned()
                        } else {
                            own.clone()
                        }
                    },
                    str::to_owned,
                );
                Side {
                    entity,
                    sector,
                    span,
                    speaks,
                    implicit: false,
                }
            })
            .collect()
    }

    fn implicit(&self, found: Option<(EntityRef, Span)>) -> Vec<Side> {
        found
            .map(|(entity, span)| Side {
                entity,
                sector: self.gazetteer.entity(entity).sector.clone(),
                span,
                speaks: true,
                implicit: true,
            })
            .into_iter()
            .collect()
    }

    /// The entities of all members of the list that the phrase stands in.
    pub fn list(&self, np: usize, places: bool) -> Vec<Side> {
        let mut out: Vec<Side> = Vec::new();
        for &member in &self.clauses.lists[np] {
            for side in self.phrase(member, places) {
                if !out.iter().any(|s| s.entity == side.entity) {
                    out.push(side);
                }
            }
        }
        // "Nicaragua's army chief and finance minister": the second's state is the first's
        if out.iter().any(|side| !side.implicit) {
            out.retain(|side| !side.implicit);
        }
        out
    }

    /// The entities that one phrase stands for; with `places`, also the state of a city or region.
    pub fn phrase(&self, np: usize, places: bool) -> Vec<Side> {
        let s = self.clauses.s;
        let phrase = &s.nps[np];
        let span = s.np_span(np);
        let at = s.toks[phrase.first].span.start;
        let head_at = if s.toks[phrase.last].tag == Tag::Mark {
            phrase.last.saturating_sub(1).max(phrase.first)
        } else {
            phrase.last
        };
        let head = s.toks[head_at].lower.as_str();
        if s.toks[head_at].tag == Tag::Pronoun {
            return match head {
                // "the Pacific island nation said it …": whoever that is
                "it" if self.nation_before(np).is_some() => self
                    .nation_before(np)
                    .map(|nation| self.phrase(nation, false))
                    .unwrap_or_default(),
                // "Taipei said it had terminated …": the one who says so
                "it" if self.who_tells(np).is_some() => self.who_tells(np).unwrap_or_default(),
                // "Together with Mali and Burkina Faso it left": none of those
                "it" if self.is_joined_by_others(np) => self.implicit(self.discourse.single(
                    self.sentence.saturating_sub(1),
                    s.toks[0].span.start,
                    &[],
                )),
                "it" if self.main_subject(np).is_some() => {
                    self.main_subject(np).unwrap_or_default()
                }
                "it" | "itself" => self.implicit(
                    self.discourse
                        .organisation_spoken_of(self.sentence, at)
                        .filter(|_| !self.other_speaks(np))
                        .or_else(|| self.discourse.single(self.sentence, at, &[])),
                ),
                "he" | "she" | "him" | "we" | "i" => {
                    self.implicit(self.discourse.single(self.sentence, at, &[]))
                }
                "they" | "themselves" => self.they(np),
                "both" => self.both(np, head),
                _ => Vec::new(),
            };
        }
        if let Some(m) = self.mention(head_at).filter(|m| !m.weak) {
            match m.usage {
                NameUse::Adjective if m.entities.len() == 1 && phrase.first < phrase.last => {}
                NameUse::Adjective if phrase.first == phrase.last && !places => {}
                NameUse::Place if !places => {
                    // "the president of Catalonia": no act of the state's own
                    return Vec::new();
                }
                NameUse::Holder if m.former => return Vec::new(),
                NameUse::Force => return self.sides_of_mention(m, span, false, Some("MIL")),
                _ => {
                    let office = (phrase.first..head_at).find_map(|k| s.toks[k].office);
                    let sector = office
                        .filter(|_| m.usage != NameUse::Holder)
                        .map(|o| o.sector.as_str());
                    return self.sides_of_mention(m, span, true, sector);
                }
            }
        }
        if is_collective(head) && head_at > phrase.first {
            let before = self.mention(head_at - 1).filter(|m| {
                !m.weak && (places || m.usage != NameUse::Place) && m.usage != NameUse::Holder
            });
            if let Some(m) = before.filter(|m| {
                // "the Sahrawi republic", "the Ukrainian side"
                m.usage != NameUse::Adjective
                    || head == "regime"
                    || head == "side"
                    || (head == "republic"
                        && m.entities
                            .iter()
                            .all(|&e| self.gazetteer.entity(e).kind == EntityKind::Disputed))
            }) {
                return self.sides_of_mention(m, span, true, None);
            }
        }
        // "the 12 countries of the European Community", "foreign ministers of the Arab League"
        if matches!(
            head,
            "countries"
                | "members"
                | "states"
                | "governments"
                | "leaders"
                | "ministers"
                | "foreign ministers"
        ) && !(phrase.first..head_at).any(|k| s.toks[k].mention.is_some())
            && let Some((of, m)) = self.of_mention(phrase.chunk)
            && m.entities
                .first()
                .is_some_and(|&e| self.gazetteer.entity(e).kind == EntityKind::Organisation)
        {
            return self.sides_of_mention(m, span.join(of), true, None);
        }
        let named = |kind: EntityKind| {
            (phrase.first..head_at)
                .rev()
                .find_map(|k| self.mention(k))
                .filter(|m| {
                    !m.weak
                        && m.entities
                            .first()
                            .is_some_and(|&e| self.gazetteer.entity(e).kind == kind)
                })
        };
        // "the New START nuclear arms treaty"
        if matches!(
            head,
            "treaty"
                | "pact"
                | "agreement"
                | "accord"
                | "convention"
                | "deal"
                | "statute"
                | "extension"
                | "protocol"
        ) && let Some(m) = named(EntityKind::Treaty)
        {
            return self.sides_of_mention(m, span, true, None);
        }
        // "the Council of Europe's committee of ministers", "European Union governments", but not "five EU members"
        let counted = !matches!(s.toks[phrase.first].lower.as_str(), "the" | "all")
            && (phrase.first..head_at).any(|k| {
                s.toks[k].is_number()
                    || matches!(
                        s.toks[k].lower.as_str(),
                        "several" | "some" | "many" | "most" | "few" | "other"
                    )
            });
        if !counted
            && matches!(
                head,
                "committee"
                    | "council"
                    | "assembly"
                    | "commission"
                    | "ministers"
                    | "leaders"
                    | "governments"
                    | "members"
                    | "envoys"
                    | "ambassadors"
                    | "summit"
                    | "body"
                    | "bloc"
                    | "alliance"
                    | "states"
                    | "countries"
                    | "capitals"
                    | "foreign ministers"
            )
            && let Some(m) = named(EntityKind::Organisation)
        {
            return self.sides_of_mention(m, span, true, None);
        }
        if head == "capital"
            && places
            && let Some(m) = (phrase.first..head_at)
                .rev()
                .find_map(|k| self.mention(k))
                .filter(|m| !m.weak && m.usage != NameUse::Holder)
        {
            // "its embassy in the Syrian capital"
            return self.sides_of_mention(m, span, true, None);
        }
        // "the fifteen foreign ministers": of states that are not told
        let counted = (phrase.first..head_at).any(|k| match s.toks[k].lower.as_str() {
            "two" | "2" => false,
            "ten" | "eleven" | "twelve" | "thirteen" | "fourteen" | "fifteen" | "seven"
            | "eight" | "nine" | "six" | "five" | "four" | "three" | "dozen" => true,
            _ => s.toks[k].tag == Tag::Number,
        });
        let named_before = (phrase.first..head_at).any(|k| s.toks[k].mention.is_some());
        if counted
            && !named_before
            && matches!(
                head,
                "foreign ministers" | "ministers" | "leaders" | "presidents" | "ambassadors"
            )
        {
            return Vec::new();
        }
        // "lawmakers in Ankara", "the military government in Suva"
        if matches!(
            head.rsplit(' ').next().unwrap_or(head),
            "lawmakers"
                | "legislators"
                | "parliament"
                | "deputies"
                | "government"
                | "authorities"
                | "generals"
                | "rulers"
                | "ministry"
                | "junta"
        ) && !named_before
            && !phrase.pronoun_owner
            && s.chunks
                .get(phrase.chunk + 1)
                .is_some_and(|c| c.kind == Kind::Prep)
            && s.word_of(phrase.chunk + 1) == "in"
            && let Some(city) = s.np_at(phrase.chunk + 2)
            && let Some(m) = self.mention(s.nps[city].last).filter(|m| !m.weak)
            && matches!(m.usage, NameUse::Seat | NameUse::Place)
        {
            let legislates = matches!(
                head,
                "lawmakers" | "legislators" | "parliament" | "deputies"
            );
            let sector = if legislates { "LEG" } else { "GOV" };
            return self.sides_of_mention(m, span, !legislates, Some(sector));
        }
        if let Some(sides) = self.office(np, head_at, span) {
            return sides;
        }
        // "the tiny African island nation of Sao Tome and Principe"
        if matches!(
            head,
            "nation"
                | "country"
                | "state"
                | "island"
                | "islands"
                | "republic"
                | "kingdom"
                | "emirate"
                | "sultanate"
                | "archipelago"
        ) && let Some((of, m)) = self.of_mention(phrase.chunk)
            && !matches!(m.usage, NameUse::Place | NameUse::Holder)
        {
            return self.sides_of_mention(m, span.join(of), true, None);
        }
        // "neither side", "each country"
        let every = matches!(
            s.toks[phrase.first].lower.as_str(),
            "each" | "neither" | "either"
        ) || phrase
            .chunk
            .checked_sub(1)
            .and_then(|c| s.np_at(c))
            .is_some_and(|np| s.head(np) == "neither");
        if every
            && matches!(
                head,
                "side" | "country" | "nation" | "state" | "government" | "capital" | "party"
            )
        {
            return self.both(np, head);
        }
        let determined = matches!(
            s.toks[phrase.first].lower.as_str(),
            "the" | "this" | "both" | "its" | "their" | "his" | "her" | "these" | "two"
        );
        if let Some(one) = self.one_of_two(np) {
            return one;
        }
        // "the three countries", "the three, which …"
        let counts_alone = phrase.first < head_at && s.toks[phrase.first].lower == "the";
        let many = (phrase.first..head_at + usize::from(counts_alone)).find_map(|k| {
            match s.toks[k].lower.as_str() {
                "three" | "3" => Some(3),
                "four" | "4" => Some(4),
                "five" | "5" => Some(5),
                "six" | "6" => Some(6),
                _ => None,
            }
        });
        if let Some(n) = many
            && (self.clauses.grammar.means_both(head) || s.toks[head_at].tag == Tag::Number)
        {
            let group = &self.discourse.last_group;
            return if group.len() == n {
                group.clone()
            } else {
                self.group(at, n)
            };
        }
        let the_two = head == "two" && phrase.first < head_at;
        // "its two southern neighbours": which those are is not told
        let others = phrase.pronoun_owner && matches!(head, "neighbours" | "neighbors" | "allies");
        if (self.clauses.grammar.means_both(head) || the_two)
            && determined
            && !others
            && !(phrase.first..head_at).any(|k| s.toks[k].mention.is_some())
        {
            return self.both(np, head);
        }
        // "the nation of 22 million": that which the report is about
        let numbered = s
            .chunks
            .get(phrase.chunk + 1)
            .is_some_and(|c| c.kind == Kind::Prep)
            && s.word_of(phrase.chunk + 1) == "of"
            && s.np_at(phrase.chunk + 2)
                .is_some_and(|of| s.toks[s.nps[of].first].tag == Tag::Number);
        if numbered && matches!(head, "nation" | "country" | "state" | "island") {
            // "severed relations with it after the Pacific nation of 60,000 people recognised Taiwan": the other one
            let other = self.discourse.other_in(self.sentence, at);
            let described = phrase.first + 1 < head_at;
            return self.implicit(
                other
                    .filter(|_| described)
                    .or_else(|| self.discourse.home_if_principal(at))
                    .or_else(|| self.discourse.opening(at)),
            );
        }
        let bare = (phrase.first + 1..head_at).all(|k| s.toks[k].mention.is_none());
        let own = phrase.pronoun_owner
            && matches!(
                head,
                "country" | "nation" | "government" | "cabinet" | "ministry"
            );
        let possessed = (phrase.pronoun_owner && !own) || phrase.owner.is_some();
        if let Some(next_door) = self.neighbour(np, head) {
            return next_door;
        }
        if matches!(head, "government" | "cabinet" | "executive" | "authorities")
            && determined
            && bare
            && !possessed
            && !phrase.pronoun_owner
            && let Some(home) = self
                .discourse
                .home()
                .filter(|_| self.discourse.at_home)
                .or_else(|| self.discourse.at_its_seat(at))
        {
            return self.implicit(Some(home));
        }
        // "the Government" of a statement is that of the state which it is about
        if matches!(head, "government" | "executive")
            && s.toks[head_at].capital
            && phrase.first + 1 == head_at
            && let Some(principal) = self.discourse.principal(at)
        {
            return self.implicit(Some(principal));
        }
        // "took his country out of the pact": that of who acts
        if own
            && bare
            && matches!(head, "country" | "nation")
            && let [one] = self.acting_on(np).as_slice()
        {
            return self.implicit(Some((*one, span)));
        }
        // "China established ties with El Salvador after the country broke with Taiwan": of two the one that "it" would not be
        if head == "country"
            && bare
            && s.toks[phrase.first].lower == "the"
            && let Some([main]) = self.main_subject(np).as_deref()
            && let Some(other) = self.discourse.other_in(self.sentence, at)
            && other.0 != main.entity
        {
            return self.implicit(Some(other));
        }
        if self.clauses.grammar.means_the_country(head) && determined && bare && !possessed {
            let acting = self.acting_on(np);
            let found = match self.discourse.single(self.sentence, at, &[]) {
                // "Washington recognised the new state": the only other one spoken of
                Some((e, _)) if acting.contains(&e) && s.governing_preposition(np).is_none() => {
                    let other = |e: EntityRef| !acting.contains(&e);
                    let only = self.discourse.only(self.sentence, at, other);
                    if only.is_none() {
                        return Vec::new();
                    }
                    only
                }
                // "the country" of a report from its capital that is about it
                found
                    if head == "country"
                        && phrase.first + 1 == head_at
                        && s.toks[phrase.first].lower == "the"
                        && found.is_some_and(|(_, span)| span.end <= s.toks[0].span.start) =>
                {
                    let about = self.discourse.principal(at).map(|(e, _)| e);
                    let home = self.discourse.home().filter(|&(e, _)| about == Some(e));
                    home.or(found)
                }
                found => found,
            };
            // "the Pacific island nation" among several: only the one that the report is about is meant for sure
            let words: Vec<&str> = (phrase.first + 1..=head_at)
                .map(|k| s.toks[k].lower.as_str())
                .collect();
            let agrees = |e: EntityRef| description::agrees(&words, e, self.gazetteer);
            if found.is_some_and(|(e, _)| !agrees(e)) {
                let acted_on = || self.discourse.acted_on().filter(|&(e, _)| agrees(e));
                let only = self.discourse.only(self.sentence, at, agrees);
                return self.implicit(only.or_else(acted_on));
            }
            let described = phrase.first + 1 < head_at
                && matches!(
                    head,
                    "nation" | "country" | "state" | "island" | "kingdom" | "republic"
                );
            if described {
                // "Britain expelled Malawi's envoy, hours after the southern African country …": the other one
                if let Some(other) = self.discourse.other_in(self.sentence, at) {
                    return self.implicit(Some(other));
                }
                if self.discourse.principal(at).map(|(e, _)| e) != found.map(|(e, _)| e) {
                    return Vec::new();
                }
            }
            return self.implicit(found);
        }
        if matches!(
            head,
            "council" | "parliament" | "assembly" | "senate" | "executive"
        ) && s.toks[head_at].capital
            && bare
            && phrase.first + 1 < head_at
            && !possessed
        {
            // "the Security and Defense Council had decided": an organ of the state whose news it is
            let home = self.discourse.home();
            return self.implicit(home.or_else(|| self.discourse.single(self.sentence, at, &[])));
        }
        if matches!(
            head,
            "treaty" | "accord" | "pact" | "agreement" | "convention" | "statute" | "deal"
        ) && determined
            && bare
            && !possessed
            // "the test ban treaty" is another than the one spoken of
            && (phrase.first + 1..head_at).all(|k| {
                let tok = &s.toks[k];
                tok.is_number()
                    || tok.lower.starts_with(|c: char| c.is_ascii_digit())
                    || ANY_TREATY.contains(&tok.lower.as_str())
            })
        {
            return self.implicit(self.discourse.treaty(self.sentence, at));
        }
        // "the organisation of French-speaking nations, the OIF"
        let of = s
            .chunks
            .get(phrase.chunk + 1)
            .is_some_and(|c| c.kind == Kind::Prep && s.toks[c.first].lower == "of");
        if of && self.clauses.grammar.means_the_organisation(head) {
            let comma = s
                .chunks
                .get(phrase.chunk + 3)
                .is_some_and(|c| c.kind == Kind::Comma);
            return s
                .np_at(phrase.chunk + 4)
                .filter(|_| comma)
                .map(|name| self.phrase(name, false))
                .unwrap_or_default();
        }
        let alone = phrase.first + 1 == head_at;
        // "the 18-member grouping", "the Geneva-based body", "the regional group"
        let kept = (phrase.first + 1..head_at).any(|k| {
            let word = s.toks[k].lower.as_str();
            [
                "-member", "-nation", "-state", "-strong", "-based", "-country",
            ]
            .iter()
            .any(|end| word.ends_with(end))
                || word == "regional"
        });
        let body = matches!(head, "body" | "club" | "group" | "pact" | "court" | "bloc") && kept;
        let block = matches!(head, "bloc" | "alliance" | "union") || kept;
        if (body || self.clauses.grammar.means_the_organisation(head))
            && determined
            && bare
            && !possessed
            && (alone || block)
        {
            return self.implicit(self.discourse.organisation(at, head, |e| {
                // "the council": the Security Council, or else the Council of Europe, before the European Union
                self.gazetteer
                    .entity(e)
                    .label
                    .to_lowercase()
                    .split(' ')
                    .any(|word| word == head)
            }));
        }
        Vec::new()
    }

    /// The name in "… of X" right after a chunk.
    fn of_mention(&self, chunk: usize) -> Option<(Span, &Mention)> {
        let s = self.clauses.s;
        let mut c = chunk + 1;
        for _ in 0..2 {
            if s.chunks.get(c)?.kind != Kind::Prep || s.word_of(c) != "of" {
                return None;
            }
            let np = s.np_at(c + 1)?;
            let last = s.nps[np].last;
            if let Some(m) = self.mention(last).filter(|m| !m.weak && !m.former) {
                return Some((s.np_span(np), m));
            }
            c += 2;
        }
        None
    }

    /// Whether the entity is of one of these kinds ("organisation", "treaty").
    pub fn is_kind(&self, entity: EntityRef, kinds: &[String]) -> bool {
        let kind = match self.gazetteer.entity(entity).kind {
            EntityKind::Organisation => "organisation",
            EntityKind::Treaty => "treaty",
            kind if kind.is_polity() => "polity",
            _ => "group",
        };
        kinds.iter().any(|k| k == kind)
    }
}

/// What can stand before "treaty" without telling which.
const ANY_TREATY: [&str; 23] = [
    "new",
    "old",
    "same",
    "said",
    "landmark",
    "nuclear",
    "arms",
    "control",
    "arms-control",
    "weapons",
    "strategic",
    "offensive",
    "bilateral",
    "whole",
    "founding",
    "draft",
    "final",
    "historic",
    "last",
    "remaining",
    "key",
    "major",
    "international",
];
