//! From tokens to blocks of text, each with where it stands on the page.

use std::collections::HashMap;

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};

use super::boilerplate::{self, Distance};
use super::meta::Meta;

/// What element a block of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BlockKind {
    /// `h1` to `h6`.
    Heading(u8),
    /// `p`, `blockquote`, `pre`.
    Paragraph,
    /// `li`, `dd`, `dt`.
    Item,
    /// Text in none of these.
    Loose,
}

/// A run of text that no element of the block level interrupts; white space is one space, or one line feed at `br`.
#[derive(Debug)]
pub(super) struct Block {
    pub text: String,
    /// `(start in the text, start in the page)`.
    pub runs: Vec<(usize, usize)>,
    /// Bytes of the text that are links.
    pub linked: usize,
    pub kind: BlockKind,
    pub distance: Distance,
    container: Option<usize>,
}

/// Which element claims to hold the news.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ContainerKind {
    /// schema.org `articleBody`.
    Body,
    /// `article`.
    Article,
    /// `main`.
    Main,
}

#[derive(Debug)]
pub(super) struct Container {
    pub kind: ContainerKind,
    parent: Option<usize>,
    depth: usize,
}

/// How far up the end of an element within a line is looked for; without a bound stray ones take quadratic time.
const DEEPEST_INLINE: usize = 64;

/// The deepest nesting of containers that is followed.
const DEEPEST_CONTAINER: usize = 8;

#[derive(Debug, Default)]
pub(super) struct Page {
    pub blocks: Vec<Block>,
    pub containers: Vec<Container>,
    pub meta: Meta,
}

impl Page {
    pub(super) fn of(text: &str) -> Page {
        let mut emitter = DefaultEmitter::<usize>::new_with_span();
        emitter.naively_switch_states(true);
        let mut builder = Builder {
            source: text,
            page: Page::default(),
            open: Vec::new(),
            counts: HashMap::new(),
            block: None,
        };
        for token in Tokenizer::new_with_emitter(text, emitter) {
            let Ok(token) = token;
            match token {
                Token::StartTag(tag) => builder.start(&tag),
                Token::EndTag(tag) => builder.end(&tag.name),
                Token::String(run) => builder.text(run.span.start..run.span.end, &run.value),
                _ => {}
            }
        }
        builder.finish_block();
        builder.page
    }

    /// The first heading of the first level that is no more than doubtful and has two words or more.
    pub(super) fn headline(&self) -> Option<&Block> {
        self.blocks.iter().find(|b| {
            b.kind == BlockKind::Heading(1)
                && b.distance <= Distance::Doubtful
                && b.text.trim().contains(char::is_whitespace)
        })
    }

    pub(super) fn containers_of(&self, block: &Block) -> impl Iterator<Item = usize> {
        std::iter::successors(block.container, |&id| self.containers[id].parent)
    }

    pub(super) fn is_within(&self, block: &Block, container: usize) -> bool {
        self.containers_of(block).any(|id| id == container)
    }
}

/// An element whose end has not come.
struct Open {
    name: Box<[u8]>,
    /// Its own distance or its parent's, whichever is farther.
    distance: Distance,
    linked: bool,
    preformatted: bool,
    kind: BlockKind,
    container: Option<usize>,
    json_ld: bool,
}

struct Builder<'a> {
    source: &'a str,
    page: Page,
    open: Vec<Open>,
    /// How many elements of each name are open, so that a stray end tag costs nothing.
    counts: HashMap<Box<[u8]>, usize>,
    block: Option<Block>,
}

fn attribute<'a>(tag: &'a StartTag<usize>, name: &str) -> Option<&'a str> {
    tag.attributes
        .get(name.as_bytes())
        .and_then(|value| std::str::from_utf8(value).ok())
}

fn is_void(name: &[u8]) -> bool {
    matches!(
        name,
        b"area"
            | b"base"
            | b"br"
            | b"col"
            | b"embed"
            | b"hr"
            | b"img"
            | b"input"
            | b"link"
            | b"meta"
            | b"param"
            | b"source"
            | b"track"
            | b"wbr"
    )
}

/// Elements that stand within a line (HTML § 15.3, those that user agents do not render as blocks).
fn is_inline(name: &[u8]) -> bool {
    matches!(
        name,
        b"a" | b"abbr"
            | b"acronym"
            | b"b"
            | b"bdi"
            | b"bdo"
            | b"big"
            | b"cite"
            | b"code"
            | b"data"
            | b"del"
            | b"dfn"
            | b"em"
            | b"font"
            | b"i"
            | b"img"
            | b"ins"
            | b"kbd"
            | b"mark"
            | b"q"
            | b"s"
            | b"samp"
            | b"small"
            | b"span"
            | b"strike"
            | b"strong"
            | b"sub"
            | b"sup"
            | b"time"
            | b"tt"
            | b"u"
            | b"var"
            | b"wbr"
            | b"nobr"
            | b"svg"
            | b"script"
            | b"style"
            | b"label"
            | b"button"
    )
}

fn kind_of(name: &[u8]) -> Option<BlockKind> {
    Some(match name {
        [b'h', level @ b'1'..=b'6'] => BlockKind::Heading(level - b'0'),
        b"p" | b"blockquote" | b"pre" => BlockKind::Paragraph,
        b"li" | b"dd" | b"dt" => BlockKind::Item,
        b"div" | b"section" | b"td" | b"th" | b"ul" | b"ol" | b"article" | b"main" | b"table" => {
            BlockKind::Loose
        }
        _ => return None,
    })
}

impl Builder<'_> {
    fn start(&mut self, tag: &StartTag<usize>) {
        let name: &[u8] = &tag.name;
        self.read_meta(tag);
        if name == b"br" {
            self.line_break(tag.span.start);
            return;
        }
        if !is_inline(name) {
            self.finish_block();
            self.close_implied(name);
        }
        let closed = tag.self_closing && matches!(name, b"script" | b"svg" | b"path" | b"use");
        if !(is_void(name) || closed) {
            let open = self.opened(tag);
            *self.counts.entry(open.name.clone()).or_default() += 1;
            self.open.push(open);
        }
    }

    fn opened(&mut self, tag: &StartTag<usize>) -> Open {
        let name: &[u8] = &tag.name;
        let parent = self.open.last();
        let up = parent.map_or(Distance::News, |p| p.distance);
        let container = parent.and_then(|p| p.container);
        let linked = name == b"a" || parent.is_some_and(|p| p.linked);
        let preformatted = name == b"pre" || parent.is_some_and(|p| p.preformatted);
        let kind = kind_of(name).unwrap_or(parent.map_or(BlockKind::Loose, |p| p.kind));
        let json_ld = name == b"script"
            && attribute(tag, "type").is_some_and(|t| t.to_ascii_lowercase().contains("ld+json"));
        let distance = distance(tag).max(up);
        let container = self.container(tag, container);
        Open {
            name: name.into(),
            distance,
            linked,
            preformatted,
            kind,
            container,
            json_ld,
        }
    }

    fn container(&mut self, tag: &StartTag<usize>, parent: Option<usize>) -> Option<usize> {
        let role = attribute(tag, "role").unwrap_or("");
        let kind =
            if attribute(tag, "itemprop").is_some_and(|p| p.eq_ignore_ascii_case("articleBody")) {
                ContainerKind::Body
            } else if &**tag.name == b"article" || role == "article" {
                ContainerKind::Article
            } else if &**tag.name == b"main" || role == "main" {
                ContainerKind::Main
            } else {
                return parent;
            };
        let depth = parent.map_or(0, |id| self.page.containers[id].depth + 1);
        if depth >= DEEPEST_CONTAINER {
            return parent;
        }
        self.page.containers.push(Container {
            kind,
            parent,
            depth,
        });
        Some(self.page.containers.len() - 1)
    }

    fn end(&mut self, name: &[u8]) {
        if name == b"br" {
            return;
        }
        if !is_inline(name) {
            self.finish_block();
        }
        if self.counts.get(name).is_none_or(|&count| count == 0) {
            return;
        }
        // a stray </span> must not close the paragraphs in between
        if is_inline(name)
            && !self
                .open
                .iter()
                .rev()
                .take(DEEPEST_INLINE)
                .take_while(|o| is_inline(&o.name))
                .any(|o| *o.name == *name)
        {
            return;
        }
        while let Some(closed) = self.pop() {
            if *closed.name == *name {
                break;
            }
        }
    }

    fn pop(&mut self) -> Option<Open> {
        let closed = self.open.pop()?;
        if let Some(count) = self.counts.get_mut(&closed.name) {
            *count -= 1;
        }
        Some(closed)
    }

    /// Ends a `p` or `li` whose end tag is left out (HTML § 13.1.2.4, optional tags).
    fn close_implied(&mut self, name: &[u8]) {
        let item = name == b"li";
        let within = self.open.iter().rev().take(8);
        let ends = within
            .take_while(|o| is_inline(&o.name) || matches!(&*o.name, b"p" | b"li"))
            .collect::<Vec<_>>();
        let at = ends
            .iter()
            .position(|o| &*o.name == b"p" || (item && &*o.name == b"li"));
        let also_item = at.and_then(|at| {
            (item && ends.get(at + 1).is_some_and(|o| &*o.name == b"li")).then_some(at + 1)
        });
        if let Some(at) = also_item.or(at) {
            (0..=at).for_each(|_| _ = self.pop());
        }
    }

    fn read_meta(&mut self, tag: &StartTag<usize>) {
        let meta = &mut self.page.meta;
        match &**tag.name {
            b"html" => {
                let language = attribute(tag, "lang")
                    .or(attribute(tag, "xml:lang"))
                    .map(str::trim)
                    .filter(|l| !l.is_empty());
                meta.language = language.map(str::to_owned).or(meta.language.take());
            }
            b"meta" => {
                let name = ["property", "name", "itemprop", "http-equiv"]
                    .iter()
                    .find_map(|key| attribute(tag, key));
                if let (Some(name), Some(content)) = (name, attribute(tag, "content")) {
                    meta.take(name, content);
                }
            }
            b"link"
                if attribute(tag, "rel")
                    .is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) =>
            {
                let address = attribute(tag, "href").filter(|href| href.contains("://"));
                meta.url = address.map(str::to_owned).or(meta.url.take());
            }
            b"time" => {
                if let Some(datetime) = attribute(tag, "datetime").filter(|d| !d.trim().is_empty())
                {
                    let published = attribute(tag, "itemprop")
                        .is_some_and(|p| p.eq_ignore_ascii_case("datePublished"));
                    meta.take_time(datetime, published || attribute(tag, "pubdate").is_some());
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, span: std::ops::Range<usize>, value: &[u8]) {
        let never = self
            .open
            .last()
            .is_some_and(|o| o.distance == Distance::Never);
        let Some(raw) = self.source.get(span.clone()) else {
            return;
        };
        if never {
            self.silent_text(value);
            return;
        }
        if raw.trim().is_empty() && self.block.is_none() {
            return;
        }
        let mut at = 0;
        while at < raw.len() {
            let reference = raw[at..].find('&').map_or(raw.len(), |i| at + i);
            raw[at..reference]
                .char_indices()
                .for_each(|(i, c)| self.push(c, span.start + at + i));
            at = reference;
            if at < raw.len() {
                let (length, decoded) = character_reference(&raw[at..]);
                decoded.chars().for_each(|c| self.push(c, span.start + at));
                at += length;
            }
        }
    }

    /// Text that is not shown: the window's title, JSON-LD.
    fn silent_text(&mut self, value: &[u8]) {
        let Some(open) = self.open.last() else { return };
        let value = String::from_utf8_lossy(value);
        if &*open.name == b"title" && self.counts.get(&b"svg"[..]).is_none_or(|&n| n == 0) {
            let title = value.split_whitespace().collect::<Vec<_>>().join(" ");
            _ = self.page.meta.title_element.get_or_insert(title);
        } else if open.json_ld {
            self.page.meta.take_json_ld(&value);
        }
    }

    fn push(&mut self, c: char, file: usize) {
        let open = self.open.last();
        if c == '\n' && open.is_some_and(|o| o.preformatted) {
            return self.line_break(file);
        }
        let linked = open.is_some_and(|o| o.linked);
        let (distance, kind, container) = open
            .map_or((Distance::News, BlockKind::Loose, None), |o| {
                (o.distance, o.kind, o.container)
            });
        let c = if c.is_whitespace() { ' ' } else { c };
        if c == ' '
            && self
                .block
                .as_ref()
                .is_none_or(|b| b.text.ends_with([' ', '\n']))
        {
            return;
        }
        if self
            .block
            .as_ref()
            .is_some_and(|b| b.distance != distance && c != ' ')
        {
            self.finish_block();
        }
        let fresh = || Block {
            text: String::new(),
            runs: Vec::new(),
            linked: 0,
            kind,
            distance,
            container,
        };
        let block = self.block.get_or_insert_with(fresh);
        block.linked += if linked { c.len_utf8() } else { 0 };
        block.append(c, file);
    }

    /// `br`, or a line end in preformatted text: a second one ends the paragraph.
    fn line_break(&mut self, file: usize) {
        match self.block.as_mut() {
            Some(block) if block.text.trim_end_matches(' ').ends_with('\n') => self.finish_block(),
            Some(block) => block.append('\n', file),
            None => {}
        }
    }

    fn finish_block(&mut self) {
        self.page.blocks.extend(
            self.block
                .take()
                .filter(|block| !block.text.trim().is_empty()),
        );
    }
}

impl Block {
    fn append(&mut self, c: char, file: usize) {
        let at = self.text.len();
        if self
            .runs
            .last()
            .is_none_or(|&(start, from)| from + (at - start) != file)
        {
            self.runs.push((at, file));
        }
        self.text.push(c);
    }
}

fn distance(tag: &StartTag<usize>) -> Distance {
    let name: &[u8] = &tag.name;
    let mut far = boilerplate::of_element(name);
    if matches!(name, b"html" | b"body" | b"main" | b"article" | b"h1") {
        return far;
    }
    for key in ["class", "id"] {
        far = far.max(attribute(tag, key).map_or(Distance::News, boilerplate::of_names));
    }
    let style = attribute(tag, "style").map(|s| s.replace(' ', "").to_ascii_lowercase());
    let hidden =
        attribute(tag, "hidden").is_some() || style.is_some_and(|s| s.contains("display:none"));
    if hidden || attribute(tag, "aria-hidden") == Some("true") {
        far = far.max(Distance::Boilerplate);
    }
    far.max(attribute(tag, "role").map_or(Distance::News, boilerplate::of_role))
}

/// The character reference at the head of `text`: its length and what it stands for (HTML § 13.5).
fn character_reference(text: &str) -> (usize, String) {
    let inner = text[1..]
        .bytes()
        .take(40)
        .take_while(|b| b.is_ascii_alphanumeric() || *b == b'#')
        .count();
    let length = 1 + inner + usize::from(text[1 + inner..].starts_with(';'));
    let decoded = Tokenizer::new(&text[..length])
        .flatten()
        .find_map(|token| match token {
            Token::String(value) => Some(String::from_utf8_lossy(&value).into_owned()),
            _ => None,
        });
    (length, decoded.unwrap_or_else(|| text[..length].to_owned()))
}
