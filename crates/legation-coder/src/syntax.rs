//! A sentence's shallow structure: words with their tags, noun phrases, verb groups, and what stands between them.
//!
//! No parser: news English keeps to few patterns around the acts that matter, and these are found by deterministic
//! rules over chunks, left to right.

mod chunk;
mod groups;
mod verbs;
mod words;

use verbs::tag_verbs;
use words::{MODIFIERS, UNKNOWN_BASE, UNKNOWN_PAST, cut};

use legation_gazetteer::{Gazetteer, NameUse, Office, extend_key};
use legation_text::{Span, TokenKind};

use crate::grammar::{BASE, Grammar, ING, PARTICIPLE, PAST, THIRD, VerbForm};
use crate::mention::{Mention, Words};
use crate::times::TimeExpression;

/// The part that a word plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tag {
    Det,
    Possessive,
    Pronoun,
    Noun,
    Name,
    Number,
    Prep,
    To,
    And,
    Comma,
    Stop,
    Which,
    That,
    Sub,
    Modal,
    Be,
    Have,
    Do,
    Not,
    Adverb,
    Verb,
    Mark,
    Date,
}

impl Tok<'_> {
    /// Whether it is a number, in figures or in words.
    pub fn is_number(&self) -> bool {
        self.tag == Tag::Number
            || matches!(
                self.lower.as_str(),
                "one"
                    | "two"
                    | "three"
                    | "four"
                    | "five"
                    | "six"
                    | "seven"
                    | "eight"
                    | "nine"
                    | "ten"
                    | "dozen"
                    | "dozens"
            )
    }
}

/// A word, a whole name, a fixed phrase or an expression of time.
#[derive(Clone, Debug)]
pub(crate) struct Tok<'a> {
    /// Words of the report, `[first, last]`.
    pub first: usize,
    pub last: usize,
    pub span: Span,
    pub lower: String,
    pub capital: bool,
    pub tag: Tag,
    pub mention: Option<usize>,
    pub office: Option<&'a Office>,
    pub verbs: &'a [VerbForm],
    pub time: Option<usize>,
}

impl Tok<'_> {
    fn forms(&self) -> u8 {
        self.verbs.iter().fold(0, |all, v| all | v.forms)
    }
}

/// A noun phrase: tokens `[first, last]`, the last its head.
#[derive(Clone, Debug)]
pub(crate) struct Np {
    pub first: usize,
    pub last: usize,
    pub chunk: usize,
    /// Tokens of the owner before `'s`, `[first, last]`.
    pub owner: Option<(usize, usize)>,
    /// "its", "their", "his".
    pub pronoun_owner: bool,
}

/// How a verb group stands in its clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum VerbShape {
    Finite,
    Infinitive,
    Gerund,
    Participle,
}

/// An auxiliary that says that a thing is not simply so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Modal {
    Will,
    Would,
    May,
    Must,
}

/// A verb group: auxiliaries, adverbs and the main verb, tokens `[first, last]`.
#[derive(Clone, Debug)]
pub(crate) struct Vg {
    pub first: usize,
    pub last: usize,
    pub chunk: usize,
    pub main: usize,
    pub lemma: String,
    pub shape: VerbShape,
    pub modal: Option<Modal>,
    pub negated: bool,
    pub passive: bool,
    pub perfect: bool,
    pub past_perfect: bool,
    pub progressive: bool,
    /// "-ed" without an auxiliary, which may be a participle after all.
    pub ambiguous: bool,
}

/// What a chunk is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Np(usize),
    Vg(usize),
    Prep,
    And,
    Comma,
    Stop,
    Which,
    That,
    Sub,
    Adverb,
    Date,
    Mark,
}

/// A stretch of tokens, `[first, last]`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chunk {
    pub kind: Kind,
    pub first: usize,
    pub last: usize,
}

/// A sentence's structure.
pub(crate) struct Structure<'a> {
    pub toks: Vec<Tok<'a>>,
    pub chunks: Vec<Chunk>,
    pub nps: Vec<Np>,
    pub vgs: Vec<Vg>,
}

/// Builds the structure of one sentence.
pub(crate) fn structure<'a>(
    words: &Words,
    sentence: (usize, usize),
    mentions: &[Mention],
    times: &[TimeExpression],
    gazetteer: &'a Gazetteer,
    grammar: &'a Grammar,
) -> Structure<'a> {
    let mut toks = cut(words, sentence, mentions, times, gazetteer, grammar);
    tag_verbs(&mut toks, mentions);
    let mut structure = Structure {
        toks,
        chunks: Vec::new(),
        nps: Vec::new(),
        vgs: Vec::new(),
    };
    structure.chunk(grammar, mentions);
    structure.join_split_groups();
    structure.settle_participles(grammar);
    structure
}

impl Structure<'_> {
    /// Whether the sentence, or the quotation, in which a token stands is a question.
    pub fn is_in_question(&self, tok: usize) -> bool {
        let mut ends = self.toks[tok..].iter();
        ends.find(|t| t.tag == Tag::Stop && matches!(t.lower.as_str(), "?" | "!" | "." | ";" | "…"))
            .is_some_and(|t| t.lower == "?")
    }

    /// The lower-case word of a one-token chunk.
    pub fn word_of(&self, chunk: usize) -> &str {
        &self.toks[self.chunks[chunk].first].lower
    }

    /// The noun phrase of a chunk.
    pub fn np_at(&self, chunk: usize) -> Option<usize> {
        match self.chunks.get(chunk)?.kind {
            Kind::Np(np) => Some(np),
            _ => None,
        }
    }

    /// The verb group of a chunk.
    pub fn vg_at(&self, chunk: usize) -> Option<usize> {
        match self.chunks.get(chunk)?.kind {
            Kind::Vg(vg) => Some(vg),
            _ => None,
        }
    }

    /// The lower-case word of the phrase's head.
    pub fn head(&self, np: usize) -> &str {
        let np = &self.nps[np];
        let last = if self.toks[np.last].tag == Tag::Mark && np.last > np.first {
            np.last - 1
        } else {
            np.last
        };
        &self.toks[last].lower
    }

    /// The bytes of a phrase.
    pub fn np_span(&self, np: usize) -> Span {
        let np = &self.nps[np];
        self.toks[np.first].span.join(self.toks[np.last].span)
    }

    /// The preposition right before a phrase.
    pub fn governing_preposition(&self, np: usize) -> Option<&str> {
        let chunk = self.nps[np].chunk;
        (chunk > 0 && self.chunks[chunk - 1].kind == Kind::Prep).then(|| self.word_of(chunk - 1))
    }
}

fn modal(word: &str) -> Modal {
    match word {
        "will" | "shall" | "'ll" | "wo" => Modal::Will,
        "would" => Modal::Would,
        "should" | "must" | "ought" => Modal::Must,
        _ => Modal::May,
    }
}
