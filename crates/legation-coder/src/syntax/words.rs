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
    "also",
    "already",
    "again",
    "once",
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
        if toks[k - 1].lower == "neither" && toks[k].tag == Tag::Noun {
            toks[k - 1].tag = Tag::Det;
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

/// A word in "-ed" that no list has: some verb in the past. The lemma is none that anything asks for.
pub(super) const UNKNOWN_PAST: &[VerbForm] = &[VerbForm {
    lemma: 0,
    forms: PAST | PARTICIPLE,
}];

pub(super) const UNKNOWN_BASE: &[VerbForm] = &[VerbForm {
    lemma: 0,
    forms: BASE,
}];

/// Decides which of the words that can be verbs are.
pub(super) fn tag_verbs(toks: &mut [Tok], mentions: &[Mention]) {
    for i in 0..toks.len().saturating_sub(1) {
        if toks[i].lower == "no" && toks[i + 1].lower == "longer" {
            toks[i].tag = Tag::Not;
            toks[i + 1].tag = Tag::Adverb;
        }
        let before_time = toks[i + 1].tag == Tag::Date
            || (toks[i + 1].tag == Tag::Prep
                && toks.get(i + 2).is_some_and(|t| t.tag == Tag::Date));
        if matches!(toks[i].lower.as_str(), "late" | "early")
            && before_time
            && i > 0
            && toks[i - 1].tag != Tag::Prep
        {
            toks[i].tag = Tag::Adverb;
        }
        // "Panama and El Salvador all cut ties"
        let each = matches!(toks[i].lower.as_str(), "all" | "both" | "each");
        if each
            && i > 0
            && matches!(toks[i - 1].tag, Tag::Name | Tag::Noun | Tag::Be | Tag::Have)
            && !toks[i + 1].verbs.is_empty()
        {
            toks[i].tag = Tag::Adverb;
        }
    }
    for i in 1..toks.len().saturating_sub(1) {
        // "an embargo on both nations"
        if toks[i].lower == "both"
            && toks[i].tag == Tag::Adverb
            && toks[i - 1].tag == Tag::Prep
            && matches!(
                toks[i + 1].lower.as_str(),
                "nations" | "countries" | "sides" | "states" | "capitals"
            )
        {
            toks[i].tag = Tag::Det;
        }
    }
    for i in 0..toks.len().saturating_sub(1) {
        // "once it has left": a condition
        if toks[i].lower == "once" && matches!(toks[i + 1].tag, Tag::Pronoun | Tag::Name | Tag::Det)
        {
            toks[i].tag = Tag::Sub;
        }
    }
    for i in 0..toks.len() {
        if toks[i].lower == "to" && toks[i].tag == Tag::Prep {
            let next =
                (i + 1..toks.len()).find(|&k| !matches!(toks[k].tag, Tag::Adverb | Tag::Not));
            let verb = next.is_some_and(|k| {
                toks[k].forms() & BASE != 0
                    || matches!(toks[k].lower.as_str(), "be" | "have" | "do")
            });
            let ties = i > 0 && matches!(toks[i - 1].lower.as_str(), "due" | "according" | "close");
            if verb && !ties {
                toks[i].tag = Tag::To;
            }
        }
    }
    for i in 0..toks.len() {
        if toks[i].verbs.is_empty() && toks[i].tag == Tag::Noun && toks[i].office.is_none() {
            // whatever follows "will" or "does not" is a verb, known or not
            let prev = (0..i)
                .rev()
                .find(|&k| !matches!(toks[k].tag, Tag::Adverb | Tag::Not));
            if prev.is_some_and(|k| matches!(toks[k].tag, Tag::Modal | Tag::Do)) {
                toks[i].verbs = UNKNOWN_BASE;
                toks[i].tag = Tag::Verb;
            }
        }
        if toks[i].verbs.is_empty() || toks[i].tag != Tag::Noun {
            continue;
        }
        if is_verb(toks, i, mentions) {
            toks[i].tag = Tag::Verb;
        }
    }
}

pub(super) fn is_verb(toks: &[Tok], i: usize, mentions: &[Mention]) -> bool {
    let forms = toks[i].forms();
    // "recognised as independent states Moldova and Georgia"
    if toks[i].lower == "states"
        && i > 0
        && matches!(
            toks[i - 1].lower.as_str(),
            "independent" | "sovereign" | "new" | "member"
        )
    {
        return false;
    }
    let prev = (0..i)
        .rev()
        .find(|&k| !matches!(toks[k].tag, Tag::Adverb | Tag::Not));
    let prev_tag = prev.map(|k| toks[k].tag);
    let next_tag = toks.get(i + 1).map(|t| t.tag);
    let adjective = |k: usize| {
        toks[k]
            .mention
            .is_some_and(|m| mentions[m].usage == NameUse::Adjective)
    };
    let in_phrase = matches!(
        prev_tag,
        Some(Tag::Det | Tag::Possessive | Tag::Mark | Tag::Number)
    );
    // "This reverses the decision": the pronoun
    if forms & THIRD != 0
        && prev.is_some_and(|k| k + 1 == i && matches!(toks[k].lower.as_str(), "this" | "it"))
        && matches!(
            next_tag,
            Some(Tag::Det | Tag::Possessive | Tag::Name | Tag::That | Tag::To)
        )
    {
        return true;
    }
    if toks[i].office.is_some()
        && !toks[i].lower.ends_with("ed")
        && forms & (PAST | PARTICIPLE) == 0
        && prev_tag != Some(Tag::To)
        && prev_tag != Some(Tag::Modal)
    {
        return false;
    }
    // "demanded that India break off relations"
    if forms & BASE != 0
        && matches!(prev_tag, Some(Tag::Name | Tag::Noun | Tag::Pronoun))
        && toks
            .get(i + 1)
            .is_some_and(|t| matches!(t.lower.as_str(), "off" | "out"))
        && matches!(
            toks.get(i + 2).map(|t| t.tag),
            Some(Tag::Det | Tag::Possessive | Tag::Name | Tag::Noun)
        )
    {
        return true;
    }
    if forms & ING != 0 {
        if in_phrase || toks.get(i + 1).is_some_and(|t| t.lower == "of") {
            return false;
        }
        return !(matches!(prev_tag, Some(Tag::Noun | Tag::Number))
            && matches!(next_tag, Some(Tag::Noun) | None | Some(Tag::Stop))
            && toks[i].lower == "meeting");
    }
    if matches!(prev_tag, Some(Tag::Be | Tag::Have)) && forms & (PAST | PARTICIPLE) != 0 {
        return true;
    }
    if matches!(prev_tag, Some(Tag::To | Tag::Modal | Tag::Do)) {
        return forms & BASE != 0;
    }
    if forms & (PAST | PARTICIPLE) != 0 && forms & (BASE | THIRD) == 0 {
        let adverb_between = prev.is_some_and(|k| k + 1 < i);
        let before_noun = matches!(next_tag, Some(Tag::Noun | Tag::Name));
        if in_phrase || (prev_tag == Some(Tag::Det) && adverb_between) {
            return !(before_noun || next_tag.is_none_or(|t| matches!(t, Tag::Stop)));
        }
        if prev_tag == Some(Tag::Prep) && before_noun && !adverb_between {
            return !matches!(
                prev.map(|k| toks[k].lower.as_str()),
                Some("of" | "in" | "with" | "for" | "on" | "from" | "against" | "to")
            );
        }
        return true;
    }
    // present, or a verb like "cut" whose forms are one word
    let subject_next = toks
        .get(i + 1)
        .is_some_and(|t| matches!(t.lower.as_str(), "they" | "he" | "she" | "we" | "i"));
    let object_next = matches!(
        next_tag,
        Some(Tag::Det | Tag::Possessive | Tag::Name | Tag::Number | Tag::Pronoun)
    ) && !subject_next;
    let plural_noun = NOUNS_IN_S.contains(&toks[i].lower.as_str());
    match prev_tag {
        Some(Tag::Det | Tag::Possessive | Tag::Mark | Tag::Number | Tag::Prep) => false,
        Some(Tag::Pronoun | Tag::Which) => true,
        Some(Tag::That) => forms & THIRD != 0 && object_next,
        Some(Tag::Name | Tag::Date) => {
            let of_adjective = prev.is_some_and(adjective);
            if plural_noun {
                return object_next && next_tag != Some(Tag::Prep);
            }
            if of_adjective {
                return object_next && forms & (THIRD | PAST) != 0;
            }
            forms & (THIRD | PAST) != 0
                && !matches!(
                    next_tag,
                    None | Some(Tag::Stop | Tag::Verb | Tag::Be | Tag::Have | Tag::Modal)
                )
                || (forms & BASE != 0
                    && matches!(
                        next_tag,
                        Some(
                            Tag::To
                                | Tag::Det
                                | Tag::Possessive
                                | Tag::Name
                                | Tag::Noun
                                | Tag::Number
                        )
                    ))
        }
        Some(Tag::Noun) => {
            let plural = prev.is_some_and(|k| toks[k].lower.ends_with('s'));
            if plural_noun {
                return object_next && !plural;
            }
            // "legal acts lifting …": an adjective before, a gerund after
            let gerund_next = toks.get(i + 1).is_some_and(|t| t.forms() & ING != 0);
            let after_adjective = forms & THIRD != 0
                && prev.is_some_and(|k| {
                    !toks[k].capital
                        && ["al", "ive", "ic", "ous", "ary"]
                            .iter()
                            .any(|end| toks[k].lower.ends_with(end))
                });
            if after_adjective && !object_next {
                return false;
            }
            let next_noun = next_tag == Some(Tag::Noun) && !gerund_next;
            (forms & (THIRD | PAST) != 0
                && (object_next
                    || matches!(
                        next_tag,
                        Some(Tag::To | Tag::That | Tag::Prep | Tag::Adverb)
                    )
                    || next_noun))
                && !(plural && forms & THIRD != 0 && !object_next)
                || (forms & BASE != 0 && plural && (object_next || next_noun))
        }
        Some(Tag::And | Tag::Comma) => {
            if plural_noun {
                return object_next;
            }
            // "asset freezes and travel bans"
            if MODIFIERS.contains(&toks[i].lower.as_str()) && next_tag == Some(Tag::Noun) {
                return false;
            }
            object_next
                || (matches!(next_tag, Some(Tag::Noun | Tag::Adverb | Tag::Prep))
                    && forms & (THIRD | PAST) != 0
                    && !toks[i].lower.ends_with("ts"))
                || (next_tag == Some(Tag::Noun) && prev_tag == Some(Tag::And))
        }
        Some(Tag::Verb) => false,
        None => object_next && forms & (PAST | THIRD) != 0,
        _ => object_next,
    }
}
