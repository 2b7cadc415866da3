//! The words of a sentence and the part that each plays.

use super::*;

pub(super) const PREPOSITIONS: &[&str] = &[
    "of",
    "in",
    "on",
    "at",
    "by",
    "with",
    "from",
    "to",
    "for",
    "over",
    "against",
    "between",
    "during",
    "under",
    "into",
    "through",
    "via",
    "about",
    "upon",
    "towards",
    "toward",
    "without",
    "despite",
    "amid",
    "amidst",
    "following",
    "including",
    "within",
    "among",
    "amongst",
    "per",
    "regarding",
    "concerning",
    "targeting",
    "across",
    "along",
    "around",
    "behind",
    "beside",
    "besides",
    "beyond",
    "inside",
    "outside",
    "near",
    "onto",
    "throughout",
    "versus",
    "alongside",
    "after",
    "before",
    "since",
    "until",
    "till",
    "as",
    "than",
    "because",
    "unlike",
    "like",
    "pending",
    "except",
    "out",
    "off",
    "back",
    "down",
    "up",
    "home",
    "away",
];

pub(super) const ADVERBS: &[&str] = &[
    "outright",
    "rather",
    "altogether",
    "also",
    "already",
    "again",
    "once",
    "twice",
    "immediately",
    "now",
    "then",
    "soon",
    "today",
    "yesterday",
    "even",
    "still",
    "just",
    "only",
    "officially",
    "formally",
    "finally",
    "later",
    "earlier",
    "recently",
    "thus",
    "therefore",
    "effectively",
    "reportedly",
    "ever",
    "abruptly",
    "together",
    "there",
    "here",
    "instead",
    "first",
    "forthwith",
    "thereby",
    "too",
    "so",
    "yet",
    "however",
    "meanwhile",
    "likewise",
    "promptly",
    "briefly",
    "both",
    "either",
    "jointly",
    "unilaterally",
    "ago",
    "further",
    "almost",
    "hereby",
    "always",
    "anew",
    "afresh",
    "merely",
    "simply",
    "duly",
    "far",
    "overnight",
    "tonight",
    "initially",
    "originally",
    "previously",
    "tomorrow",
    "indefinitely",
    "temporarily",
    "nevertheless",
    "moreover",
];

pub(super) const MODIFIERS: &[&str] = &[
    "diplomatic",
    "consular",
    "economic",
    "trade",
    "political",
    "commercial",
    "military",
    "cultural",
    "security",
    "formal",
    "full",
    "financial",
    "transport",
    "official",
    "all",
    "travel",
    "air",
    "sea",
    "land",
    "maritime",
    "arms",
    "asset",
    "visa",
    "oil",
    "business",
    "defence",
    "defense",
    "technical",
    "remaining",
    "postal",
    "legal",
    "sovereign",
    "independent",
    "foreign",
    "first",
    "second",
    "third",
    "new",
    "eu",
    "un",
];

pub(super) const NOUNS_IN_S: &[&str] = &[
    "talks",
    "ties",
    "borders",
    "links",
    "sanctions",
    "relations",
    "affairs",
    "states",
    "forces",
    "rights",
    "arms",
    "times",
    "services",
    "members",
    "officials",
    "elections",
    "measures",
    "means",
    "news",
    "terms",
    "goods",
    "words",
    "hands",
    "steps",
    "diplomats",
    "calls",
    "demands",
    "reports",
    "plans",
    "visits",
    "charges",
    "contacts",
    "claims",
    "attacks",
    "fears",
    "votes",
    "freezes",
    "bans",
    "curbs",
    "limits",
];

pub(super) fn closed(word: &str) -> Option<Tag> {
    Some(match word {
        "the" | "a" | "an" | "this" | "these" | "those" | "all" | "each" | "every" | "some"
        | "any" | "no" | "another" | "such" | "several" | "many" | "few" | "most" | "other" => {
            Tag::Det
        }
        "its" | "their" | "his" | "her" | "our" | "my" | "your" => Tag::Possessive,
        "it" | "they" | "he" | "she" | "we" | "i" | "you" | "them" | "him" | "us" | "itself"
        | "themselves" | "everyone" | "who's" | "nobody" | "none" | "neither" => Tag::Pronoun,
        "and" | "or" | "but" | "&" | "nor" => Tag::And,
        "which" | "who" | "whom" | "whose" | "where" => Tag::Which,
        "that" => Tag::That,
        "if" | "whether" | "unless" | "while" | "when" | "although" | "though" | "whereas"
        | "lest" | "provided" => Tag::Sub,
        "will" | "would" | "shall" | "may" | "might" | "could" | "can" | "should" | "must"
        | "'ll" | "cannot" | "wo" | "ca" | "ought" => Tag::Modal,
        "is" | "are" | "was" | "were" | "be" | "been" | "being" | "am" | "gets" | "got" => Tag::Be,
        "has" | "have" | "had" | "having" => Tag::Have,
        "do" | "does" | "did" => Tag::Do,
        "not" | "n't" | "never" | "hardly" => Tag::Not,
        _ => return None,
    })
}

pub(super) fn cut<'a>(
    words: &Words,
    (from, to): (usize, usize),
    mentions: &[Mention],
    times: &[TimeExpression],
    gazetteer: &'a Gazetteer,
    grammar: &'a Grammar,
) -> Vec<Tok<'a>> {
    let mut toks: Vec<Tok<'a>> = Vec::with_capacity(to - from);
    let (mut m, mut t) = (0, 0);
    let mut i = from;
    while i < to {
        while m < mentions.len() && mentions[m].last < i {
            m += 1;
        }
        while t < times.len() && times[t].last < i {
            t += 1;
        }
        let mut tok = Tok {
            first: i,
            last: i,
            span: words.tokens[i].span,
            lower: words.lower[i].clone(),
            capital: words.is_capital(i),
            tag: Tag::Noun,
            mention: None,
            office: None,
            verbs: &[],
            time: None,
        };
        if let Some(time) = times.get(t).filter(|time| time.first == i) {
            tok.last = time.last;
            tok.tag = Tag::Date;
            tok.time = Some(t);
        } else if let Some(mention) = mentions.get(m).filter(|mention| mention.first == i) {
            tok.last = mention.last;
            tok.tag = Tag::Name;
            tok.mention = Some(m);
        } else if let Some(last) = adverbial(words, i, to) {
            tok.last = last;
            tok.tag = Tag::Adverb;
        } else if words.tokens[i].kind == TokenKind::Punctuation {
            match punctuation(words, i, to) {
                Punctuation::Skip(next) => {
                    i = next;
                    continue;
                }
                Punctuation::Tag(tag) => tok.tag = tag,
            }
        } else if words.tokens[i].kind == TokenKind::Possessive {
            tok.tag = Tag::Mark;
        } else if words.tokens[i].kind == TokenKind::Number {
            tok.tag = Tag::Number;
        } else {
            open_word(
                words,
                i,
                to,
                &mut tok,
                gazetteer,
                grammar,
                mentions.get(m).map(|x| x.first),
            );
        }
        tok.span = words.span(tok.first, tok.last);
        i = tok.last + 1;
        toks.push(tok);
    }
    // "neither side", but "neither has"
    for k in 1..toks.len() {
        if toks[k - 1].lower == "neither" && toks[k - 1].tag != Tag::Not && toks[k].tag == Tag::Noun
        {
            toks[k - 1].tag = Tag::Det;
        }
        // "has neither broken off relations nor …"
        let auxiliary = matches!(
            toks[k - 1].lower.as_str(),
            "has"
                | "have"
                | "had"
                | "is"
                | "are"
                | "was"
                | "were"
                | "will"
                | "would"
                | "did"
                | "does"
        );
        if toks[k].lower == "neither" && auxiliary {
            toks[k].tag = Tag::Not;
        }
    }
    toks
}

/// The last word of a phrase that stands where an adverb does: "in turn", "for his part".
pub(super) fn adverbial(words: &Words, i: usize, to: usize) -> Option<usize> {
    const PHRASES: &[&[&str]] = &[
        &["in", "turn"],
        &["in", "its", "turn"],
        &["in", "return"],
        &["in", "fact"],
        &["in", "effect"],
        &["in", "the", "meantime"],
        &["at", "once"],
        &["at", "the", "time"],
        &["at", "the", "same", "time"],
        &["for", "its", "part"],
        &["for", "his", "part"],
        &["for", "good"],
        &["with", "immediate", "effect"],
        &["until", "further", "notice"],
        &["in", "principle"],
        &["in", "addition"],
        &["as", "well"],
        &["so", "far"],
    ];
    PHRASES
        .iter()
        .find(|phrase| {
            i + phrase.len() <= to
                && phrase
                    .iter()
                    .enumerate()
                    .all(|(k, word)| words.lower[i + k] == *word)
        })
        .map(|phrase| i + phrase.len() - 1)
}

pub(super) enum Punctuation {
    Skip(usize),
    Tag(Tag),
}

pub(super) fn punctuation(words: &Words, i: usize, to: usize) -> Punctuation {
    match words.word(i) {
        "," => Punctuation::Tag(Tag::Comma),
        "—" | "–" | "-" => Punctuation::Tag(Tag::Comma),
        // "Mr. Asaad", "H.E. the President": within a sentence it ends an abbreviation
        "." if i + 1 < to && i > 0 && words.word(i - 1).chars().count() < 4 => {
            Punctuation::Skip(i + 1)
        }
        ";" | ":" | "?" | "!" | "." | "…" | "|" => Punctuation::Tag(Tag::Stop),
        "&" | "/" => Punctuation::Tag(Tag::And),
        "(" | "[" => {
            let close = (i + 1..to.min(i + 10)).find(|&k| matches!(words.word(k), ")" | "]"));
            close.map_or(Punctuation::Skip(i + 1), |k| Punctuation::Skip(k + 1))
        }
        _ => Punctuation::Skip(i + 1),
    }
}

pub(super) fn open_word<'a>(
    words: &Words,
    i: usize,
    to: usize,
    tok: &mut Tok<'a>,
    gazetteer: &'a Gazetteer,
    grammar: &'a Grammar,
    next_mention: Option<usize>,
) {
    let lower = tok.lower.as_str();
    // offices, longest first: "minister of foreign affairs"
    let mut key = 0;
    let mut last = None;
    for j in i..to.min(i + 6) {
        if next_mention.is_some_and(|m| m <= j && m > i) {
            break;
        }
        key = extend_key(key, words.keys[j]);
        if let Some(office) = gazetteer.office(key) {
            last = Some((j, office));
        }
        if !gazetteer.office_begins(key) {
            break;
        }
    }
    if let Some((j, office)) = last {
        if j > i {
            tok.last = j;
            tok.lower = (i..=j)
                .map(|k| words.lower[k].as_str())
                .collect::<Vec<_>>()
                .join(" ");
            tok.office = Some(office);
            return;
        }
        tok.office = Some(office);
    }
    if let Some(tag) = closed(lower) {
        tok.tag = tag;
        tok.office = None;
        return;
    }
    if lower == "us" && words.is_capital(i) {
        return;
    }
    if PREPOSITIONS.contains(&lower) {
        tok.tag = Tag::Prep;
        return;
    }
    if ADVERBS.contains(&lower)
        || (lower.ends_with("ly")
            && lower.len() > 4
            && !matches!(
                lower,
                "family"
                    | "assembly"
                    | "ally"
                    | "reply"
                    | "july"
                    | "italy"
                    | "rally"
                    | "supply"
                    | "likely"
                    | "early"
                    | "friendly"
                    | "unlikely"
            ))
    {
        tok.tag = Tag::Adverb;
        return;
    }
    tok.verbs = grammar.verb(lower);
    // a capital in mid-sentence is a name: "Seyyed", "Mohamed"
    let name = tok.capital && i > 0 && words.is_capital(i - 1);
    let mid = tok.capital
        && i > 0
        && (words.tokens[i - 1].kind != TokenKind::Punctuation || words.word(i - 1) == ",")
        && !words.is_capital(i - 1);
    if tok.verbs.is_empty()
        && !name
        && !mid
        && lower.len() > 4
        && lower.ends_with("ed")
        && !compound_adjective(lower)
        && !matches!(
            lower,
            "united"
                | "hundred"
                | "so-called"
                | "armed"
                | "unprecedented"
                | "naked"
                | "sacred"
                | "speed"
                | "exceed"
                | "indeed"
                | "proceed"
                | "embed"
        )
    {
        tok.verbs = UNKNOWN_PAST;
    }
}

/// "nuclear-related", "Saudi-led", "war-torn": no verb, unless the hyphen only stands behind a prefix ("re-imposed").
fn compound_adjective(lower: &str) -> bool {
    lower.split_once('-').is_some_and(|(first, _)| {
        !matches!(
            first,
            "re" | "co" | "de" | "un" | "pre" | "mis" | "over" | "dis" | "out" | "under"
        )
    })
}

/// A word in "-ed" that no list has: some verb in the past. The lemma is none that anything asks for.
pub(super) const UNKNOWN_PAST: &[VerbForm] = &[VerbForm {
    lemma: 0,
    forms: PAST | PARTICIPLE,
}];

pub(super) const UNKNOWN_BASE: &[VerbForm] = &[VerbForm {
    lemma: 0,
    forms: BASE,
}];
