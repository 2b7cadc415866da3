//! Which blocks of a page are its news.

use super::boilerplate::{Distance, asks};
use super::page::{Block, BlockKind, ContainerKind, Page};

/// Characters of news that settle where the news is.
const ENOUGH: usize = 140;
/// A line without an element of its own and shorter than this, in bytes, is a label unless it ends as a sentence does.
const LABEL: usize = 60;

/// The blocks of the news in order, the headline first.
pub(super) fn news(page: &Page) -> Vec<&Block> {
    let within = settled_distance(page);
    let good: Vec<bool> = page
        .blocks
        .iter()
        .map(|block| block.distance <= within && tells(block))
        .collect();
    let container = container(page, &good);
    let headline = page.headline();
    let chosen = page.blocks.iter().zip(&good).filter(|(block, good)| {
        **good
            && container.is_none_or(|id| page.is_within(block, id))
            && !headline.is_some_and(|h| std::ptr::eq(h, *block))
    });
    let mut out: Vec<&Block> = headline.into_iter().collect();
    let mut headings: Vec<&Block> = Vec::new();
    for (block, _) in chosen {
        if matches!(block.kind, BlockKind::Heading(_)) {
            // of headings that nothing stands under the last one only can head what follows
            headings = vec![block];
        } else {
            out.append(&mut headings);
            out.push(block);
        }
    }
    out
}

/// The nearest distance at which a page says enough, or all that it says.
fn settled_distance(page: &Page) -> Distance {
    let said = |within: Distance| -> usize {
        page.blocks
            .iter()
            .filter(|b| b.distance <= within && tells(b) && !is_heading(b))
            .map(|b| b.text.len())
            .sum()
    };
    let levels = [Distance::News, Distance::Doubtful, Distance::Boilerplate];
    for pair in levels.windows(2) {
        let here = said(pair[0]);
        if here >= ENOUGH || (here > 0 && here * 5 >= said(pair[1])) {
            return pair[0];
        }
    }
    Distance::Boilerplate
}

fn is_heading(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Heading(_))
}

/// Whether a block tells something: no list of links, no label, no request.
fn tells(block: &Block) -> bool {
    let text = block.text.trim();
    let linked = block.linked * 100 / text.len().max(1);
    if text.is_empty() || asks(text) || !text.contains(char::is_alphabetic) {
        return false;
    }
    match block.kind {
        BlockKind::Heading(_) => linked < 90,
        BlockKind::Paragraph => linked < 60,
        BlockKind::Item => linked < 40,
        BlockKind::Loose => {
            linked < 40 && (text.len() >= LABEL || text.ends_with(['.', '!', '?', '"', '”']))
        }
    }
}

/// The element that holds the news, where one does: an `articleBody`, an `article`, `main`.
fn container(page: &Page, good: &[bool]) -> Option<usize> {
    let mut said = vec![0usize; page.containers.len()];
    let mut total = 0;
    for (block, _) in page
        .blocks
        .iter()
        .zip(good)
        .filter(|(block, good)| **good && !is_heading(block))
    {
        total += block.text.len();
        page.containers_of(block)
            .for_each(|id| said[id] += block.text.len());
    }
    [
        ContainerKind::Body,
        ContainerKind::Article,
        ContainerKind::Main,
    ]
    .into_iter()
    .find_map(|kind| {
        let of_kind = (0..said.len())
            .rev()
            .filter(|&id| page.containers[id].kind == kind);
        let best = of_kind.max_by_key(|&id| said[id])?;
        let holds = said[best] * 100 >= total * 60
            || (said[best] >= ENOUGH && said[best] * 100 >= total * 25);
        (holds && said[best] > 0).then_some(best)
    })
}
