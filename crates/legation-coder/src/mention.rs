//! Names in a report: which spans name an entity, and which one on the report's date.

use legation_gazetteer::{EntityRef, Gazetteer, Name, NameUse, Sense, extend_key, fold, word_key};
use legation_text::{PartialDate, Report, Sentence, Span, Token, TokenKind, tokens};
use rustc_hash::FxHashMap;

/// In how many years from a term of office a surname alone still means who held it.
const GENERATION: i16 = 15;

/// The tokens of a report's sentences, with what look-ups need.
pub(crate) struct Words<'a> {
    pub text: &'a str,
    pub tokens: Vec<Token>,
    pub lower: Vec<String>,
    pub keys: Vec<u64>,
    /// Of each sentence its tokens, `[from, to)`.
    pub sentences: Vec<(usize, usize)>,
}

impl<'a> Words<'a> {
    pub fn new(report: &'a Report, sentences: &[Sentence]) -> Self {
        let text = report.text.as_str();
        let mut all = Vec::new();
        let mut ranges = Vec::with_capacity(sentences.len());
        for sentence in sentences {
            let from = all.len();
            all.extend(tokens(text, sentence.span));
            ranges.push((from, all.len()));
        }
        let lower = all.iter().map(|t| lower_case(t.span.of(text))).collect();
        let keys = all.iter().map(|t| word_key(t.span.of(text))).collect();
        Words {
            text,
            tokens: all,
            lower,
            keys,
            sentences: ranges,
        }
    }

    pub fn word(&self, i: usize) -> &'a str {
        self.tokens[i].span.of(self.text)
    }

    pub fn is_capital(&self, i: usize) -> bool {
        self.word(i).starts_with(|c: char| c.is_uppercase())
    }

    pub fn span(&self, first: usize, last: usize) -> Span {
        Span::new(self.tokens[first].span.start, self.tokens[last].span.end)
    }
}

fn lower_case(word: &str) -> String {
    word.chars()
        .map(|c| if c == '’' { '\'' } else { c })
        .flat_map(char::to_lowercase)
        .collect()
}

/// A span that names one entity, or several at once ("LDPR").
#[derive(Clone, Debug)]
pub(crate) struct Mention {
    /// Tokens `[first, last]`.
    pub first: usize,
    pub last: usize,
    pub entities: Vec<EntityRef>,
    pub usage: NameUse,
    /// A person who does not hold the office on the report's date.
    pub former: bool,
    /// "Iran-backed", "pro-Russian": names the entity, which does not act itself.
    pub weak: bool,
}

/// Finds the names of one report.
pub(crate) struct NameFinder<'a> {
    pub words: &'a Words<'a>,
    pub gazetteer: &'a Gazetteer,
    pub date: Option<PartialDate>,
    /// Names that the report itself introduces, by key.
    aliases: FxHashMap<u64, (Vec<EntityRef>, NameUse)>,
    folded: Option<String>,
}

impl<'a> NameFinder<'a> {
    pub fn new(words: &'a Words<'a>, gazetteer: &'a Gazetteer, date: Option<PartialDate>) -> Self {
        NameFinder {
            words,
            gazetteer,
            date,
            aliases: FxHashMap::default(),
            folded: None,
        }
    }

    /// All mentions, by sentence, in order.
    pub fn find(mut self) -> Vec<Vec<Mention>> {
        let mut out = Vec::with_capacity(self.words.sentences.len());
        for s in 0..self.words.sentences.len() {
            let found = self.sentence(s);
            self.learn(&found, s);
            out.push(found);
        }
        out
    }

    fn sentence(&mut self, s: usize) -> Vec<Mention> {
        let (from, to) = self.words.sentences[s];
        let mut out: Vec<Mention> = Vec::new();
        let mut i = from;
        while i < to {
            if self.words.tokens[i].kind != TokenKind::Word
                || !(self.words.is_capital(i) || self.compound(i))
            {
                i += 1;
                continue;
            }
            if let Some(mention) = self.longest(i, to, s) {
                i = mention.last + 1;
                if !mention.entities.is_empty() && !self.is_part_of_a_name(&mention, (from, to)) {
                    out.push(self.governed(mention, to));
                }
                continue;
            }
            if let Some(mention) = self.titled(i, (from, to)) {
                out.push(mention);
                i += 1;
                continue;
            }
            out.extend(self.parts(i));
            i += 1;
        }
        out
    }

    /// "New Amsterdam", "Ambassador Henri Dupont": a name that another, which nobody knows, has in it.
    fn is_part_of_a_name(&self, mention: &Mention, (from, to): (usize, usize)) -> bool {
        let Some(before) = mention.first.checked_sub(1).filter(|&k| k >= from) else {
            return false;
        };
        let word = |k: usize| self.words.lower[k].as_str();
        let part_of_place = matches!(mention.usage, NameUse::Place | NameUse::Seat)
            && before > from
            && self.words.is_capital(before)
            && matches!(
                word(before),
                "new"
                    | "port"
                    | "fort"
                    | "san"
                    | "santa"
                    | "saint"
                    | "st"
                    | "lake"
                    | "mount"
                    | "el"
                    | "los"
                    | "las"
            );
        let after = mention.last + 1;
        let part_of_person = mention.usage == NameUse::Holder
            && mention.first == mention.last
            && after < to
            && self.words.tokens[after].kind == TokenKind::Word
            && self.words.is_capital(after)
            && is_title(word(before));
        // "Ambassador Carlos Rodolfo Santiago": a surname that is a city's name too
        let given = (from..mention.first)
            .rev()
            .take_while(|&k| {
                self.words.tokens[k].kind == TokenKind::Word
                    && self.words.is_capital(k)
                    && !is_title(word(k))
            })
            .count();
        let title = before.checked_sub(given).filter(|&k| k >= from);
        let surname = matches!(mention.usage, NameUse::Place | NameUse::Seat)
            && mention.first == mention.last
            && (1..=3).contains(&given)
            && title.is_some_and(|k| is_title(word(k)));
        part_of_place || part_of_person || surname
    }

    /// "The Sandinista government": what a party governs.
    fn governed(&self, mention: Mention, to: usize) -> Mention {
        let governs = mention.last + 1 < to
            && matches!(
                self.words.lower[mention.last + 1].as_str(),
                "government" | "regime" | "administration" | "executive" | "cabinet"
            );
        let country = |entity: &EntityRef| {
            let entity = self.gazetteer.entity(*entity);
            let party = entity.kind == legation_gazetteer::EntityKind::Party;
            self.gazetteer
                .by_id(entity.country.as_deref().filter(|_| party)?)
        };
        let state = match mention.entities.as_slice() {
            [only] if governs => country(only),
            _ => None,
        };
        match state {
            Some(state) => Mention {
                entities: vec![state],
                usage: NameUse::Adjective,
                ..mention
            },
            None => mention,
        }
    }

    /// "President Clinton", "Foreign Minister Fischer": a surname behind the title of its holder.
    fn titled(&mut self, i: usize, (from, to): (usize, usize)) -> Option<Mention> {
        let word = self.words.word(i);
        let goes_on = i + 1 < to
            && self.words.tokens[i + 1].kind == TokenKind::Word
            && self.words.is_capital(i + 1);
        if goes_on || word.len() < 3 {
            return None;
        }
        let entity = (1..=3).find_map(|n| {
            let start = i.checked_sub(n).filter(|&start| start >= from)?;
            if !self.words.is_capital(start) {
                return None;
            }
            let title: Vec<&str> = (start..i).map(|k| self.words.word(k)).collect();
            self.gazetteer.titled(&title.join(" "), word, self.date)
        })?;
        self.aliases
            .entry(extend_key(0, self.words.keys[i]))
            .or_insert_with(|| (vec![entity], NameUse::Holder));
        Some(Mention {
            first: i,
            last: i,
            entities: vec![entity],
            usage: NameUse::Holder,
            former: false,
            weak: false,
        })
    }

    fn compound(&self, i: usize) -> bool {
        self.words.word(i).contains(['-', '‑', '‐'])
    }

    /// The longest name that begins at token `i`. A mention without entities is a known name that means none here.
    fn longest(&mut self, i: usize, to: usize, s: usize) -> Option<Mention> {
        let mut key = 0;
        let mut best = None;
        for j in i..to {
            // Donetsk and Luhansk "people's republics": quotation marks do not break a name
            if j > i && matches!(self.words.word(j), "\"" | "“" | "”" | "‘" | "«" | "»") {
                continue;
            }
            key = extend_key(key, self.words.keys[j]);
            if let Some((entities, usage)) = self.aliases.get(&key) {
                best = Some(Mention {
                    first: i,
                    last: j,
                    entities: entities.clone(),
                    usage: *usage,
                    former: false,
                    weak: false,
                });
            }
            if !self.gazetteer.begins(key) {
                break;
            }
            if let Some(mention) = self.meaning(key, i, j, s) {
                best = Some(mention);
            }
        }
        best
    }

    fn meaning(&mut self, key: u64, i: usize, j: usize, s: usize) -> Option<Mention> {
        let names: Vec<&Name> = self
            .gazetteer
            .named(key)
            .filter(|name| self.written_so(name, i, j))
            .filter(|name| !self.is_of_another_age(name, if i == j { 1 } else { 2 }, s))
            .collect();
        let of = |entities: Vec<EntityRef>, usage: NameUse, former: bool| {
            Some(Mention {
                first: i,
                last: j,
                entities,
                usage,
                former,
                weak: false,
            })
        };
        let capital = self.words.is_capital(j) || (i < j && self.words.is_capital(i));
        if !self.gazetteer.senses(key).is_empty() && capital {
            let entities = self.sense(key, i, j, s);
            let usage = entities
                .first()
                .and_then(|e| names.iter().find(|n| n.entity == *e))
                .or(names.first())
                .map_or(NameUse::Name, |n| n.usage);
            if names.is_empty() && entities.is_empty() && i == j {
                return None;
            }
            return of(entities, usage, false);
        }
        // "then-President Abdou Diouf": who he was then
        let then = (i.saturating_sub(3)..i).any(|k| {
            let word = self.words.lower[k].as_str();
            word == "then" || word.starts_with("then-")
        });
        let held = |name: &&&Name| {
            name.usage == NameUse::Holder && self.years_of(s).any(|year| name.holds_on(Some(year)))
        };
        let of_then = names.iter().find(held).filter(|_| then);
        let best = of_then.or_else(|| names.iter().min_by_key(|name| self.rank(name)))?;
        let holds = best.holds_on(self.date);
        let entities = match best.usage {
            NameUse::Holder => vec![best.entity],
            _ => {
                let mut all: Vec<EntityRef> = vec![best.entity];
                // a name that means two polities at once ("LDPR") stands in both their lists with the same use
                if i == j && best.usage == NameUse::Abbreviation {
                    let twins = names.iter().filter(|n| {
                        n.usage == NameUse::Abbreviation && n.holds_on(self.date) == holds
                    });
                    for twin in twins {
                        let disputed = |e: EntityRef| {
                            self.gazetteer.entity(e).kind
                                == legation_gazetteer::EntityKind::Disputed
                        };
                        if !all.contains(&twin.entity)
                            && disputed(twin.entity)
                            && disputed(best.entity)
                        {
                            all.push(twin.entity);
                        }
                    }
                }
                all
            }
        };
        let former = best.usage == NameUse::Holder
            && !holds
            && self.date.is_some()
            && !self.years_of(s).any(|year| best.holds_on(Some(year)));
        of(entities, best.usage, former)
    }

    /// "Franco" in a report of 2012: a surname alone does not mean who held office a generation before, or will a generation
    /// later, and a whole name nobody of two generations off, unless the sentence names a year of the term.
    fn is_of_another_age(&self, name: &Name, generations: i16, s: usize) -> bool {
        let far = |from: PartialDate, to: PartialDate| {
            to.first_day().year() - from.last_day().year() > generations * GENERATION
        };
        let over = self.date.is_some_and(|today| {
            name.to.is_some_and(|to| far(to, today))
                || name.from.is_some_and(|from| far(today, from))
        });
        name.usage == NameUse::Holder
            && over
            && !self.years_of(s).any(|year| name.holds_on(Some(year)))
    }

    /// What holds on the date first, then states before others, names before places, then the order of the files.
    fn rank(&self, name: &Name) -> (bool, bool, u8) {
        let usage = match name.usage {
            NameUse::Official
            | NameUse::Name
            | NameUse::Abbreviation
            | NameUse::Adjective
            | NameUse::Demonym => 0,
            NameUse::Seat => 1,
            NameUse::Organ | NameUse::Force | NameUse::Former => 2,
            NameUse::Holder => 3,
            NameUse::Place => 4,
        };
        let polity = self.gazetteer.entity(name.entity).kind.is_polity();
        (!name.holds_on(self.date), !polity && usage > 0, usage)
    }

    /// The years and months past that the sentence names: "Obama expelled 35 diplomats in December" was president then.
    fn years_of(&self, s: usize) -> impl Iterator<Item = PartialDate> + '_ {
        let (from, to) = self.words.sentences[s];
        (from..to).filter_map(move |i| {
            let word = self.words.lower[i].as_str();
            let year = word.parse().ok().filter(|year| (1900..2200).contains(year));
            let today = self.date?.last_day();
            let month = || {
                let before = i.checked_sub(1).map(|k| self.words.lower[k].as_str());
                let month = crate::times::month_of(word)
                    .filter(|_| matches!(before, Some("in" | "last")))?;
                PartialDate::month(today.year() - i16::from(month > today.month()), month)
            };
            year.and_then(PartialDate::year).or_else(month)
        })
    }

    /// Whether the text has the capitals that the name has.
    fn written_so(&self, name: &Name, i: usize, j: usize) -> bool {
        let (first, last) = (self.words.word(i), self.words.word(j));
        let capital = |w: &str| w.starts_with(|c: char| c.is_uppercase());
        if i == j
            && name
                .text
                .chars()
                .filter(|c| c.is_alphabetic())
                .all(char::is_uppercase)
            && name.text.len() <= 6
        {
            return first
                .chars()
                .filter(|c| c.is_alphabetic())
                .all(char::is_uppercase);
        }
        let last_word = name.text.rsplit([' ', '-']).next().unwrap_or("");
        capital(first) && (!capital(last_word) || capital(last) || matches!(last, "'s" | "’s"))
    }

    /// Of an ambiguous name the meaning for which the words near by speak.
    fn sense(&mut self, key: u64, i: usize, j: usize, s: usize) -> Vec<EntityRef> {
        let (from, to) = self.words.sentences[s];
        let sentence = folded(self.words, from, to);
        let own = format!(" {} ", fold_words(self.words, i, j + 1));
        let around = folded(self.words, i.saturating_sub(4).max(from), (j + 5).min(to));
        let report = self
            .folded
            .take()
            .unwrap_or_else(|| folded(self.words, 0, self.words.tokens.len()));
        let senses = self.gazetteer.senses(key);
        let named = |e: EntityRef| self.gazetteer.named(key).filter(move |n| n.entity == e);
        let then = |e: EntityRef| named(e).any(|name| name.holds_on(self.date));
        let over = |e: EntityRef| named(e).next().is_some() && !then(e);
        let is = |one: &Sense, test: &dyn Fn(EntityRef) -> bool| one.entity.is_some_and(test);
        // In 1967 "Moscow" is the Soviet Union, whichever is meant as a rule.
        let replaced = senses.iter().any(|o| o.default && is(o, &over));
        let mut best = i64::MIN;
        let mut chosen: Vec<Option<EntityRef>> = Vec::new();
        for sense in senses {
            let ended = |e: EntityRef| {
                self.gazetteer
                    .entity(e)
                    .to
                    .zip(self.date)
                    .is_some_and(|(to, date)| to.last_day() < date.first_day())
            };
            if (is(sense, &ended) && senses.iter().any(|o| is(o, &|e| !ended(e))))
                || (is(sense, &over) && senses.iter().any(|o| is(o, &then)))
            {
                continue;
            }
            let mut score = i64::from(sense.default || (replaced && is(sense, &then)));
            for phrase in &sense.evidence {
                let phrase = format!(
                    " {} ",
                    phrase
                        .split_whitespace()
                        .map(fold)
                        .collect::<Vec<_>>()
                        .join(" ")
                );
                if phrase == own {
                    continue;
                }
                let names_itself = phrase.contains(&own);
                // "Michael Jordan" speaks for the mention within it, not for another Jordan
                if names_itself {
                    score += if around.contains(&phrase) { 60 } else { 0 };
                } else if sentence.contains(&phrase) {
                    score += 6;
                } else if !names_itself && report.contains(&phrase) {
                    score += 2;
                }
            }
            if sense.entity.is_none() && self.stands_in_a_persons_name(i, j, from, to) {
                score += 20;
            }
            if score > best {
                best = score;
                chosen.clear();
            }
            if score == best {
                chosen.push(sense.entity);
            }
        }
        self.folded = Some(report);
        chosen.into_iter().flatten().collect()
    }

    /// "Michael Jordan", "Chad Smith": a capitalised word beside it that is no name, office or title, in a sentence that
    /// is not all in capitals.
    fn stands_in_a_persons_name(&self, i: usize, j: usize, from: usize, to: usize) -> bool {
        let headline = (from..to).filter(|&k| self.words.tokens[k].kind == TokenKind::Word);
        let (mut capitals, mut words) = (0, 0);
        for k in headline {
            words += 1;
            capitals += usize::from(self.words.is_capital(k));
        }
        if i != j || capitals * 2 > words {
            return false;
        }
        let plain_capital = |k: usize| {
            let word = self.words.word(k);
            self.words.tokens[k].kind == TokenKind::Word
                && self.words.is_capital(k)
                && word.chars().skip(1).all(|c| c.is_lowercase())
                && word.len() > 2
                && !self
                    .gazetteer
                    .office_begins(extend_key(0, self.words.keys[k]))
                && !self.gazetteer.begins(extend_key(0, self.words.keys[k]))
        };
        (j + 1 < to && plain_capital(j + 1)) || (i > from + 1 && plain_capital(i - 1))
    }

    /// "Saudi-Iranian", "U.S.-led", "pro-Russian": the names within a hyphenated word.
    fn parts(&self, i: usize) -> Option<Mention> {
        let word = self.words.word(i);
        if !self.compound(i) {
            return None;
        }
        let pieces: Vec<&str> = word.split(['-', '‑', '‐', '–']).collect();
        let mut entities = Vec::new();
        let mut plain = true;
        for piece in &pieces {
            let key = extend_key(0, word_key(piece));
            let found = self
                .gazetteer
                .named(key)
                .filter(|n| {
                    n.holds_on(self.date) && self.gazetteer.entity(n.entity).kind.is_polity()
                })
                .filter(|n| !matches!(n.usage, NameUse::Place | NameUse::Holder))
                .filter(|_| piece.starts_with(|c: char| c.is_uppercase()))
                .map(|n| n.entity)
                .next();
            match found {
                Some(entity) if !entities.contains(&entity) => entities.push(entity),
                Some(_) => {}
                None => plain = false,
            }
        }
        if entities.is_empty() {
            return None;
        }
        Some(Mention {
            first: i,
            last: i,
            weak: !plain,
            entities,
            usage: NameUse::Adjective,
            former: false,
        })
    }

    /// Learns what the sentence introduces: "Long Name (ABBR)" and, of persons, the surname.
    fn learn(&mut self, found: &[Mention], s: usize) {
        let (_, to) = self.words.sentences[s];
        for mention in found {
            let next = mention.last + 1;
            if next + 2 < to && self.words.word(next) == "(" {
                let skip = usize::from(matches!(self.words.word(next + 1), "\"" | "“" | "the"));
                let at = next + 1 + skip;
                let short = self.words.word(at);
                let capitals = short.chars().filter(|c| c.is_uppercase()).count();
                if capitals >= 2
                    && self
                        .gazetteer
                        .named(extend_key(0, self.words.keys[at]))
                        .next()
                        .is_none()
                {
                    let key = extend_key(0, self.words.keys[at]);
                    self.aliases
                        .entry(key)
                        .or_insert_with(|| (mention.entities.clone(), NameUse::Abbreviation));
                }
            }
            if mention.usage == NameUse::Holder && mention.last > mention.first && !mention.former {
                let key = extend_key(0, self.words.keys[mention.last]);
                if self.words.word(mention.last).len() > 2 {
                    self.aliases
                        .entry(key)
                        .or_insert_with(|| (mention.entities.clone(), NameUse::Holder));
                }
            }
        }
    }
}

fn fold_words(words: &Words, from: usize, to: usize) -> String {
    (from..to)
        .map(|k| fold(words.word(k)))
        .collect::<Vec<_>>()
        .join(" ")
}

fn folded(words: &Words, from: usize, to: usize) -> String {
    format!(" {} ", fold_words(words, from, to))
}

/// Whether a person's name follows the word.
fn is_title(word: &str) -> bool {
    matches!(
        word,
        "ambassador"
            | "envoy"
            | "consul"
            | "attaché"
            | "d'affaires"
            | "commissioner"
            | "spokesman"
            | "spokeswoman"
            | "mr"
            | "mrs"
            | "ms"
            | "dr"
            | "gen"
            | "col"
            | "maj"
            | "lt"
    )
}
