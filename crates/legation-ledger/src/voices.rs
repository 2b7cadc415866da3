//! How many independent voices stand behind a claim: syndicated copy is one voice, however many papers print it.
//!
//! Two reports are one voice where they have the same publisher, or carry the same agency in their dateline, or are
//! *near-duplicates*: at least [`COPY`] of their four-word shingles are common to both, as estimated by MinHash
//! (Broder 1997; the library `minhash-rs`). What joins the first to the second and the second to the third joins all three.
//! Reports of unnamed publishers are one voice together.
//!
//! A [`Signature`] is kept in the ledger's file and compared with signatures that were made years before. So the library is
//! taken to the last digit of its version, a test compares a signature with one made before, and a ledger whose signatures were made
//! otherwise has them made anew (see [`crate::migration`]).

use minhash_rs::prelude::MinHash;
use multiversion::multiversion;
use rustc_hash::{FxBuildHasher, FxHashMap};

/// Share of common shingles from which on two texts are one voice. Independent accounts of the same event have next to
/// none in common; copy that an editor has cut by half has one half.
pub const COPY: f64 = 0.4;

/// How many minima a signature keeps, each of another permutation of all shingles. Of 32 bits the lower 16 are kept: the least of many have zeros above.
const MINIMA: usize = 128;
/// Words in a shingle.
const SHINGLE: usize = 4;
/// Shingles below which a text is too short to be told from another by its wording.
const ENOUGH: usize = 8;

/// What is kept of a text's wording to find its copies: 128 numbers of 16 bits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Signature([u16; MINIMA]);

impl Signature {
    /// The signature of a text; `None` where it is too short (fewer than eleven words) to be told from another by it.
    ///
    /// ```
    /// use legation_ledger::Signature;
    /// let told = "Kyiv broke off relations with Damascus on Thursday, hours after Syria recognised two breakaway regions.";
    /// let copy = format!("{told} This copy has one more sentence.");
    /// let [told, copy] = [told, copy.as_str()].map(|text| Signature::of(text).unwrap());
    /// assert!(told.likeness(&copy) > legation_ledger::COPY);
    /// ```
    pub fn of(text: &str) -> Option<Self> {
        let words: Vec<u64> = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(word_hash)
            .collect();
        if words.len() < SHINGLE + ENOUGH - 1 {
            return None;
        }
        let shingles = words.windows(SHINGLE).map(|shingle| {
            let hash = shingle.iter().fold(0, |hash, word| mixed(hash ^ word));
            // The library takes its bytes in the machine's order: let that be the same on all.
            hash.to_le()
        });
        let minima: MinHash<u32, MINIMA> = shingles.collect();
        Some(Signature(minima.into_words().map(|least| least as u16)))
    }

    /// The share of shingles that both texts have, as estimated: 0 to 1, with a standard error of about 0.04.
    pub fn likeness(&self, other: &Signature) -> f64 {
        let same = self.0.iter().zip(&other.0).filter(|(a, b)| a == b).count();
        same as f64 / MINIMA as f64
    }

    /// As it is written to the file: 256 bytes, each number with its low byte first.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|n| n.to_le_bytes()).collect()
    }

    /// As it was read from the file; `None` where that is no signature.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        if bytes.len() != 2 * MINIMA {
            return None;
        }
        let mut kept = [0; MINIMA];
        for (slot, pair) in kept.iter_mut().zip(bytes.chunks_exact(2)) {
            *slot = u16::from_le_bytes([pair[0], pair[1]]);
        }
        Some(Signature(kept))
    }
}

/// FNV-1a over the lower-case letters.
fn word_hash(word: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for c in word.chars().flat_map(char::to_lowercase) {
        hash = (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3);
    }
    hash
}

/// The finaliser of SplitMix64.
fn mixed(mut n: u64) -> u64 {
    n = n.wrapping_add(0x9e37_79b9_7f4a_7c15);
    n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}

/// The two lowest bits of each number of a [`Signature`]: enough to find copies by, in 32 bytes that lie beside each claim.
///
/// Of the 128 numbers a share `s` is the same in two texts with so many common shingles, and of the others every fourth
/// by chance, so that `s` is estimated with a standard error of about 0.06.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Sketch([u64; 4]);

impl Sketch {
    pub const LENGTH: usize = 32;

    pub fn of(signature: &Signature) -> Self {
        let mut sketch = [0; 4];
        for (i, n) in signature.0.iter().enumerate() {
            let (word, bit) = (i / 64, i % 64);
            sketch[word] |= u64::from(n & 1) << bit;
            sketch[word + 2] |= u64::from(n >> 1 & 1) << bit;
        }
        Sketch(sketch)
    }

    pub fn to_bytes(self) -> [u8; Self::LENGTH] {
        let mut bytes = [0; Self::LENGTH];
        for (eight, n) in bytes.chunks_exact_mut(8).zip(self.0) {
            eight.copy_from_slice(&n.to_le_bytes());
        }
        bytes
    }

    pub fn from_bytes(bytes: [u8; Self::LENGTH]) -> Self {
        let mut sketch = [0; 4];
        for (n, eight) in sketch.iter_mut().zip(bytes.chunks_exact(8)) {
            if let Some(eight) = eight.first_chunk() {
                *n = u64::from_le_bytes(*eight);
            }
        }
        Sketch(sketch)
    }

    /// How many of 64 numbers are the same in both: of the first or the second half.
    fn alike(&self, other: &Sketch, half: usize) -> u64 {
        alike(
            self.0[half],
            other.0[half],
            self.0[half + 2],
            other.0[half + 2],
        )
    }

    /// Whether one text is a copy of the other.
    fn is_copy_of(&self, other: &Sketch) -> bool {
        let first = self.alike(other, 0);
        first >= CLOSE && first + self.alike(other, 1) >= ALIKE
    }
}

/// Of 128 numbers of two bits, how many are the same in two texts that have [`COPY`] of their shingles in common.
const ALIKE: u64 = (MINIMA as f64 * (COPY + (1.0 - COPY) / 4.0)) as u64;

/// Who tells a claim, as far as it matters to how many voices there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Voice {
    /// The publisher's name as a number, whatever its capitals; unnamed ones have one number together.
    pub publisher: u64,
    /// The number of the agency's name, 0 where there is none.
    pub agency: u64,
    /// The report's wording.
    pub wording: Option<Sketch>,
}

impl Voice {
    pub fn of(publisher: Option<&str>, agency: Option<&str>, wording: Option<&Signature>) -> Self {
        let number = |name: &str| mixed(word_hash(name)).max(1);
        Voice {
            publisher: number(publisher.unwrap_or("")),
            agency: agency.map_or(0, number),
            wording: wording.map(Sketch::of),
        }
    }
}

impl Voice {
    /// Whether two reports are one voice by themselves, without a third that joins them.
    fn is_one_with(&self, other: &Voice) -> bool {
        let names = [self.publisher, self.agency];
        let named = names
            .iter()
            .any(|name| *name != 0 && (*name == other.publisher || *name == other.agency));
        named
            || match (&self.wording, &other.wording) {
                (Some(one), Some(other)) => one == other || one.is_copy_of(other),
                _ => false,
            }
    }
}

/// How many publishers some reports have, and how many independent voices they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Counted {
    pub publishers: usize,
    pub voices: usize,
}

/// Counts those who tell something; these are of one report each.
pub(crate) fn counted(told: &[Voice]) -> Counted {
    if told.len() <= FEW {
        let publishers = told.iter().enumerate().filter(|(at, voice)| {
            let before = &told[..*at];
            before
                .iter()
                .all(|other| other.publisher != voice.publisher)
        });
        return Counted {
            publishers: publishers.count(),
            voices: few_voices(told),
        };
    }
    let mut circles = Circles::new(told.len());
    let publishers = join_by_name(told, &mut circles);
    if circles.count() > 1 {
        join_by_wording(told, &mut circles);
    }
    Counted {
        publishers,
        voices: circles.count(),
    }
}

/// Reports of which each is compared with each, which for so few is sooner done than to look names up.
const FEW: usize = 12;

fn few_voices(told: &[Voice]) -> usize {
    // To whose circle each belongs: the lowest of those that are joined.
    let mut circle: [usize; FEW] = std::array::from_fn(|at| at);
    for (i, one) in told.iter().enumerate() {
        for (j, other) in told[..i].iter().enumerate() {
            if circle[i] != circle[j] && one.is_one_with(other) {
                let (kept, gone) = (circle[i].min(circle[j]), circle[i].max(circle[j]));
                for at in &mut circle[..=i] {
                    if *at == gone {
                        *at = kept;
                    }
                }
            }
        }
    }
    let heads = circle[..told.len()].iter().enumerate();
    heads.filter(|(at, head)| at == *head).count()
}

/// How many publishers there are.
fn join_by_name(told: &[Voice], circles: &mut Circles) -> usize {
    // Of each name the first who has it, and whether some publisher does.
    let mut names: FxHashMap<u64, (usize, bool)> =
        FxHashMap::with_capacity_and_hasher(told.len(), FxBuildHasher);
    for (at, voice) in told.iter().enumerate() {
        for (name, publishes) in [(voice.publisher, true), (voice.agency, false)] {
            if name != 0 {
                let (first, some) = names.entry(name).or_insert((at, false));
                circles.join(*first, at);
                *some |= publishes;
            }
        }
    }
    names.values().filter(|(_, publishes)| *publishes).count()
}

fn join_by_wording(told: &[Voice], circles: &mut Circles) {
    // By their first number, which is enough to have most that are the same beside each other.
    let first = told
        .iter()
        .enumerate()
        .filter_map(|(at, voice)| Some((voice.wording?.0[0], at)));
    let mut worded: Vec<(u64, usize)> = first.collect();
    worded.sort_unstable();
    worded.dedup_by(|next, kept| {
        let same = told[next.1].wording == told[kept.1].wording;
        if same {
            circles.join(kept.1, next.1);
        }
        same
    });
    let worded = worded.into_iter();
    let worded = worded.filter_map(|(_, at)| Some((told[at].wording?, at)));
    for (one, other) in copies(&Columns::of(worded.collect())) {
        circles.join(one, other);
    }
}

/// Wordings that are compared at once.
const AT_ONCE: usize = 16;

/// Wordings, and of each of their four numbers a column, filled up to whole chunks.
struct Columns {
    worded: Vec<(Sketch, usize)>,
    numbers: [Vec<u64>; 4],
}

impl Columns {
    fn of(worded: Vec<(Sketch, usize)>) -> Self {
        let numbers = [0, 1, 2, 3].map(|column| {
            let numbers = worded.iter().map(|(sketch, _)| sketch.0[column]);
            let mut numbers: Vec<u64> = numbers.collect();
            numbers.resize(worded.len().next_multiple_of(AT_ONCE), 0);
            numbers
        });
        Columns { worded, numbers }
    }
}

/// Which wording is a copy of which before it, as [`Sketch::is_copy_of`] says. First all are compared in plain loops, which run on the
/// widest vectors that this processor has and count bits by its own instruction, though the program is compiled for the least that all have: of
/// many thousand pairs next to none are copies.
#[multiversion(targets(
    "x86_64+avx512f+avx512vl+avx512bw+avx512dq+avx512vpopcntdq+popcnt",
    "x86_64+avx2+popcnt",
    "x86_64+popcnt"
))]
fn copies(columns: &Columns) -> Vec<(usize, usize)> {
    let chunks = columns
        .numbers
        .each_ref()
        .map(|numbers| numbers.as_chunks().0);
    let [low, low_later, high, high_later]: [&[[u64; AT_ONCE]]; 4] = chunks;
    let mut found = Vec::new();
    for (one, (sketch, at)) in columns.worded.iter().enumerate() {
        let is = sketch.0;
        let before = low.iter().zip(low_later).zip(high.iter().zip(high_later));
        let before = before.enumerate().take(one.div_ceil(AT_ONCE));
        for (chunk, ((low, low_later), (high, high_later))) in before {
            let mut some = false;
            for lane in 0..AT_ONCE {
                some |= alike(is[0], low[lane], is[2], high[lane]) >= CLOSE;
            }
            if !some {
                continue;
            }
            let mut some = false;
            for lane in 0..AT_ONCE {
                let first = alike(is[0], low[lane], is[2], high[lane]);
                let later = alike(is[1], low_later[lane], is[3], high_later[lane]);
                some |= first + later >= ALIKE;
            }
            if some {
                let others = columns.worded[..one].iter().skip(chunk * AT_ONCE);
                let copies = others
                    .take(AT_ONCE)
                    .filter(|(other, _)| sketch.is_copy_of(other));
                found.extend(copies.map(|(_, other)| (*other, *at)));
            }
        }
    }
    found
}

/// Of the first half of the numbers, how many must be the same in copies. Most pairs are independent texts, and these have 16 of 64
/// in common, give or take 3.5; copies have 35 or more, give or take 4.
const CLOSE: u64 = 26;

/// How many of 64 numbers of two bits are the same in both.
#[inline(always)]
fn alike(low: u64, other_low: u64, high: u64, other_high: u64) -> u64 {
    u64::from(((low ^ other_low) | (high ^ other_high)).count_zeros())
}

/// Who belongs together (union and find).
struct Circles(Vec<usize>);

impl Circles {
    fn new(n: usize) -> Self {
        Circles((0..n).collect())
    }

    fn head(&mut self, mut at: usize) -> usize {
        while self.0[at] != at {
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.head(a), self.head(b));
        self.0[a.max(b)] = a.min(b);
    }

    fn count(&self) -> usize {
        self.0
            .iter()
            .enumerate()
            .filter(|(i, head)| i == *head)
            .count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str = "Kyiv broke off diplomatic relations with Damascus on Thursday, hours after Syria recognised \
        two regions in the east of Ukraine that Russia occupies. The president said in a video address that there would be \
        no more ties with a government that had sold itself. Consuls stay, the foreign ministry added, so that citizens of \
        both countries can be helped. Ukraine had closed its embassy in the Syrian capital in 2018 for reasons of safety \
        and had expelled the last envoy of Damascus in the same year.";
    const OTHER: &str = "Ukraine is to have no further diplomatic dealings with Syria, its head of state announced in the \
        evening. The step came a day after Bashar al-Assad's government said that it regarded the self-proclaimed \
        republics of Donetsk and Luhansk as independent. Syrian officials had visited Moscow this month. It is the second \
        state after Russia itself to recognise them, and the reaction in Kyiv was expected.";

    fn likeness(a: &str, b: &str) -> f64 {
        Signature::of(a)
            .unwrap()
            .likeness(&Signature::of(b).unwrap())
    }

    #[test]
    fn a_copy_that_was_cut_and_retitled_is_alike_and_another_account_is_not() {
        let cut = format!("Ukraine and Syria break: {}", &STORY[..STORY.len() * 2 / 3]);
        assert!(likeness(STORY, &cut) > COPY, "{}", likeness(STORY, &cut));
        assert!(likeness(STORY, OTHER) < 0.1, "{}", likeness(STORY, OTHER));
        assert_eq!(likeness(STORY, &STORY.to_uppercase()), 1.0);
    }

    #[test]
    fn few_voices_are_counted_as_many_are() {
        // Publishers, agencies and wordings of a small choice, so that all ways of being joined come up.
        let mut n = 7;
        let mut roll = |sides: u64| {
            n = mixed(n);
            n % sides
        };
        for _ in 0..2_000 {
            let told: Vec<Voice> = (0..2 + roll(FEW as u64 - 1))
                .map(|_| Voice {
                    publisher: 1 + roll(9),
                    agency: roll(9),
                    wording: (roll(3) > 0).then(|| {
                        let mut bytes = [0; Sketch::LENGTH];
                        bytes.iter_mut().for_each(|byte| *byte = roll(3) as u8 * 85);
                        Sketch::from_bytes(bytes)
                    }),
                })
                .collect();
            let mut circles = Circles::new(told.len());
            join_by_name(&told, &mut circles);
            join_by_wording(&told, &mut circles);
            assert_eq!(few_voices(&told), circles.count(), "{told:?}");
        }
    }

    #[test]
    fn many_wordings_are_compared_at_once_as_two_are() {
        let mut n = 11;
        let mut roll = || {
            n = mixed(n);
            n
        };
        for count in [13, 16, 17, 80, 200] {
            // Every third is like an earlier one, more or less.
            let mut wordings: Vec<[u64; 4]> = Vec::new();
            for at in 0..count {
                let mut wording = [0; 4].map(|_: u64| roll());
                if at > 3 && at % 3 == 0 {
                    let (like, mask) = (wordings[roll() as usize % at], roll() & roll());
                    wording = std::array::from_fn(|i| {
                        like[i] ^ (mask.rotate_left(7 * at as u32) & roll())
                    });
                }
                wordings.push(wording);
            }
            let told: Vec<Voice> = (1..)
                .zip(wordings)
                .map(|(publisher, wording)| Voice {
                    publisher,
                    agency: 0,
                    wording: Some(Sketch(wording)),
                })
                .collect();
            let mut circles = Circles::new(count);
            for (i, one) in told.iter().enumerate() {
                for (j, other) in told[..i].iter().enumerate() {
                    if one.is_one_with(other) {
                        circles.join(i, j);
                    }
                }
            }
            assert_eq!(counted(&told).voices, circles.count());
            assert!(circles.count() < count, "some are copies");
        }
    }

    #[test]
    fn a_few_words_are_no_wording() {
        assert!(Signature::of("Kyiv broke off relations with Damascus.").is_none());
        assert!(Signature::of("").is_none());
    }

    #[test]
    fn a_signature_is_the_same_in_every_release() {
        let signature = Signature::of(STORY).unwrap();
        assert_eq!(
            Signature::from_bytes(&signature.to_bytes()),
            Some(signature.clone())
        );
        assert_eq!(Signature::from_bytes(b"short"), None);
        let hash = blake3::hash(&signature.to_bytes()).to_hex();
        assert_eq!(
            &hash[..16],
            "4d74dd9dbcc03e46",
            "signatures in ledgers that exist no longer compare"
        );
    }
}
