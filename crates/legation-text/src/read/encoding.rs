//! From bytes to UTF-8: which encoding they are in, and what they are where they are no text at all.
//!
//! The order of the WHATWG Encoding Standard and of HTML § 13.2.3.2 (determining the character encoding): byte order
//! mark, then what the file says of itself, then a guess. One step comes before the last two: bytes that are valid
//! UTF-8 are UTF-8, whatever a file left over from a conversion says.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// The text of a file, and how it was come by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text. Of a UTF-8 file the same bytes, its byte order mark included, so that offsets are the file's.
    pub text: String,
    /// The WHATWG name of the encoding (`UTF-8`, `windows-1251`, …).
    pub encoding: &'static str,
    /// Whether the encoding was guessed from the bytes, neither marked nor declared nor proven.
    pub guessed: bool,
    /// How many malformed byte sequences became U+FFFD; not 0 means that offsets of a UTF-8 file have shifted.
    pub replaced: usize,
}

impl Decoded {
    /// What the reader of the text should know of how it was come by: guessed encoding, replaced bytes.
    pub fn warning(&self) -> Option<String> {
        let Decoded {
            encoding, replaced, ..
        } = self;
        if self.replaced > 0 {
            let s = if *replaced == 1 { "" } else { "s" };
            return Some(format!(
                "invalid {encoding}: {replaced} malformed byte sequence{s} read as U+FFFD; save the file as UTF-8 again from its source"
            ));
        }
        self.guessed.then(|| format!("not UTF-8; read as {encoding}, which is a guess; convert the file with iconv if that is wrong"))
    }
}

/// Bytes that are no text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotText {
    /// Nothing, or white space alone.
    #[error("there is no text in it; leave it out, or write the report into it")]
    Empty,
    /// A file of a known kind, or of none.
    #[error("no text but what seems to be {seems}; {remedy}")]
    Binary {
        /// What it seems to be, with its article.
        seems: &'static str,
        /// What the user can do.
        remedy: &'static str,
    },
}

const EXTRACT_TEXT: &str = "save its text as .txt or .html first";
const UNPACK: &str = "unpack it first";
const LEAVE_OUT: &str = "leave it out";

/// Magic numbers (file(1), magic.mgc) of what lies about in folders of news.
const MAGIC: &[(&[u8], &str, &str)] = &[
    (
        b"%PDF-",
        "a PDF",
        "extract its text first, for instance with pdftotext",
    ),
    (
        b"PK\x03\x04",
        "a zip archive or an office document",
        "unpack it, or save its text as .txt or .html first",
    ),
    (b"PK\x05\x06", "an empty zip archive", LEAVE_OUT),
    (b"\x89PNG", "a PNG image", LEAVE_OUT),
    (b"\xff\xd8\xff", "a JPEG image", LEAVE_OUT),
    (b"GIF8", "a GIF image", LEAVE_OUT),
    (b"II*\x00", "a TIFF image", LEAVE_OUT),
    (b"MM\x00*", "a TIFF image", LEAVE_OUT),
    (b"RIFF", "an image, sound or film (RIFF)", LEAVE_OUT),
    (b"OggS", "a sound recording", LEAVE_OUT),
    (b"ID3", "a sound recording", LEAVE_OUT),
    (b"\x1f\x8b", "a gzip archive", "name it with the ending .gz"),
    (b"BZh", "a bzip2 archive", UNPACK),
    (b"\xfd7zXZ", "an xz archive", UNPACK),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", UNPACK),
    (b"7z\xbc\xaf", "a 7-Zip archive", UNPACK),
    (b"Rar!", "a RAR archive", UNPACK),
    (b"\xd0\xcf\x11\xe0", "an office document", EXTRACT_TEXT),
    (b"{\\rtf", "an RTF document", EXTRACT_TEXT),
    (b"\x7fELF", "a program", LEAVE_OUT),
    (
        b"SQLite format 3\0",
        "an SQLite database (a ledger?)",
        "query it instead of reading it",
    ),
];

/// The part of a file that is looked at for signs of no text, in bytes.
const HEAD: usize = 8192;
/// The part that declares an encoding (HTML § 13.2.3.2: the first 1024 bytes).
const PRESCAN: usize = 1024;
/// The part that an encoding is guessed from, from the first byte that is not ASCII on.
const GUESSED_FROM: usize = 1 << 20;

/// Decodes a whole file.
///
/// ```
/// use legation_text::read::decode;
/// let read = decode(b"\xcc\xee\xf1\xea\xe2\xe0 \xf0\xe0\xe7\xee\xf0\xe2\xe0\xeb\xe0 \xee\xf2\xed\xee\xf8\xe5\xed\xe8\xff".to_vec()).unwrap();
/// assert_eq!((read.encoding, read.text.as_str()), ("windows-1251", "Москва разорвала отношения"));
/// ```
///
/// # Errors
/// Where the bytes are no text, with what they seem to be.
pub fn decode(bytes: Vec<u8>) -> Result<Decoded, NotText> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(NotText::Empty);
    }
    if bytes.starts_with(b"\xff\xfe\0\0") || bytes.starts_with(b"\0\0\xfe\xff") {
        return Err(NotText::Binary {
            seems: "UTF-32 text",
            remedy: "convert it with iconv -f UTF-32 -t UTF-8",
        });
    }
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes).filter(|(found, _)| *found != UTF_8) {
        return Ok(decoded_as(encoding, &bytes[mark..], false));
    }
    if let Some(encoding) = unmarked_utf16(&bytes) {
        return Ok(decoded_as(encoding, &bytes, true));
    }
    if let Some(refusal) = binary(&bytes) {
        return Err(refusal);
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Decoded {
            text,
            encoding: UTF_8.name(),
            guessed: false,
            replaced: 0,
        }),
        Err(wrong) => Ok(not_quite_utf8(wrong.as_bytes())),
    }
}

/// Bytes that are not valid UTF-8: damaged UTF-8, what the file declares, or a guess.
fn not_quite_utf8(bytes: &[u8]) -> Decoded {
    let declared = declared(bytes).filter(|found| *found != UTF_8);
    if declared.is_none() && mostly_utf8(bytes) {
        return damaged_utf8(bytes);
    }
    if let Some(encoding) = declared {
        return decoded_as(encoding, bytes, false);
    }
    let first = bytes.iter().position(|b| !b.is_ascii()).unwrap_or(0);
    let sample = &bytes[first.saturating_sub(64)..bytes.len().min(first + GUESSED_FROM)];
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let encoding = detector.guess(None, chardetng::Utf8Detection::Deny);
    decoded_as(encoding, bytes, true)
}

fn decoded_as(encoding: &'static Encoding, bytes: &[u8], guessed: bool) -> Decoded {
    let (text, malformed) = encoding.decode_without_bom_handling(bytes);
    let replaced = if malformed {
        text.matches('\u{FFFD}').count().max(1)
    } else {
        0
    };
    Decoded {
        text: text.into_owned(),
        encoding: encoding.name(),
        guessed,
        replaced,
    }
}

/// UTF-8 with a replacement character for each malformed sequence (Unicode § 3.9, maximal subparts).
pub(crate) fn damaged_utf8(bytes: &[u8]) -> Decoded {
    let replaced = bytes
        .utf8_chunks()
        .filter(|chunk| !chunk.invalid().is_empty())
        .count();
    Decoded {
        text: String::from_utf8_lossy(bytes).into_owned(),
        encoding: UTF_8.name(),
        guessed: false,
        replaced,
    }
}

/// Whether valid sequences of several bytes outnumber the malformed ones: chance makes few in a one-byte encoding.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut valid, mut malformed) = (0usize, 0usize);
    for chunk in bytes[..bytes.len().min(8 * GUESSED_FROM)].utf8_chunks() {
        valid += chunk.valid().bytes().filter(|&b| b >= 0xC2).count();
        malformed += usize::from(!chunk.invalid().is_empty());
    }
    valid > malformed || bytes.starts_with(b"\xef\xbb\xbf")
}

/// UTF-16 without a byte order mark: at one parity the bytes are the high halves of Latin, Greek, Cyrillic, Hebrew,
/// Arabic and punctuation, among them that of the space.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(HEAD) & !1];
    if head.len() < 4 || binary_magic(bytes).is_some() {
        return None;
    }
    let pairs = head.len() / 2;
    let high = |parity: usize| {
        head.iter()
            .skip(parity)
            .step_by(2)
            .filter(|&&b| b <= 0x06 || b == 0x20)
            .count()
    };
    let zero = |parity: usize| {
        head.iter()
            .skip(parity)
            .step_by(2)
            .filter(|&&b| b == 0)
            .count()
    };
    let is_high = |parity: usize| {
        high(parity) * 20 >= pairs * 19 && zero(parity) > 0 && zero(1 - parity) * 50 <= pairs
    };
    match (is_high(0), is_high(1)) {
        (true, false) => Some(UTF_16BE),
        (false, true) => Some(UTF_16LE),
        _ => None,
    }
}

fn binary_magic(bytes: &[u8]) -> Option<NotText> {
    MAGIC
        .iter()
        .find(|(magic, ..)| bytes.starts_with(magic) && telling(bytes, magic))
        .map(|&(_, seems, remedy)| NotText::Binary { seems, remedy })
}

/// Whether a magic number that is made of letters is one: "ID3" or "RIFF" may also begin a text.
fn telling(bytes: &[u8], magic: &[u8]) -> bool {
    let letters = magic.iter().all(u8::is_ascii_alphanumeric);
    !letters
        || std::str::from_utf8(&bytes[..bytes.len().min(64)]).is_err()
        || bytes[..bytes.len().min(64)].contains(&0)
}

/// A known magic number, a NUL among the first bytes, or too many control characters.
fn binary(bytes: &[u8]) -> Option<NotText> {
    if let Some(known) = binary_magic(bytes) {
        return Some(known);
    }
    let head = &bytes[..bytes.len().min(HEAD)];
    let control = head
        .iter()
        .filter(|&&b| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c | 0x1b))
        .count();
    let unknown = NotText::Binary {
        seems: "binary data",
        remedy: LEAVE_OUT,
    };
    (head.contains(&0) || control * 20 > head.len()).then_some(unknown)
}

/// The encoding that an HTML `meta`, an XML declaration or an HTTP-like header within the first bytes names.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(PRESCAN)].to_ascii_lowercase();
    if !head.contains(&b'<') {
        return None;
    }
    [b"charset".as_slice(), b"encoding".as_slice()]
        .into_iter()
        .find_map(|word| {
            let at = head.windows(word.len()).position(|w| w == word)? + word.len();
            let rest = head[at..]
                .trim_ascii_start()
                .strip_prefix(b"=")?
                .trim_ascii_start();
            let rest = rest
                .strip_prefix(b"\"")
                .or_else(|| rest.strip_prefix(b"'"))
                .unwrap_or(rest);
            let end = rest
                .iter()
                .position(|b| !b.is_ascii_alphanumeric() && !b"-_.:".contains(b))
                .unwrap_or(rest.len());
            // a file whose declaration could be read byte by byte is not UTF-16 (HTML § 13.2.3.2)
            Encoding::for_label(&rest[..end])
                .filter(|found| *found != UTF_16LE && *found != UTF_16BE)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| {
                if little {
                    unit.to_le_bytes()
                } else {
                    unit.to_be_bytes()
                }
            })
            .collect()
    }

    fn read(bytes: &[u8]) -> Decoded {
        decode(bytes.to_vec()).unwrap()
    }

    #[test]
    fn utf16_is_read_with_and_without_its_mark() {
        for text in [
            "Ukraine breaks relations with the DPRK.",
            "Украина разорвала отношения с КНДР.",
        ] {
            for little in [true, false] {
                let plain = utf16(text, little);
                let mark: &[u8] = if little { b"\xff\xfe" } else { b"\xfe\xff" };
                assert_eq!(read(&plain).text, text);
                let marked = read(&[mark, &plain].concat());
                assert_eq!((marked.text.as_str(), marked.guessed), (text, false));
            }
        }
    }

    #[test]
    fn a_file_of_the_day_before_unicode_is_read_and_its_encoding_stated() {
        let minister = "The minister, Ólafur Ragnar, visited São Tomé; “relations” were restored, he said in Málaga.";
        let (bytes, ..) = encoding_rs::WINDOWS_1252.encode(minister);
        let found = read(&bytes);
        assert_eq!(
            (found.text.as_str(), found.encoding, found.guessed),
            (minister, "windows-1252", true)
        );
        assert!(found.warning().unwrap().contains("windows-1252"));
    }

    #[test]
    fn what_the_page_declares_is_believed() {
        let page = b"<html><meta http-equiv=Content-Type content=\"text/html; charset=koi8-r\"><p>\xed\xcf\xd3\xcb\xd7\xc1";
        let found = read(page);
        assert_eq!((found.encoding, found.guessed), ("KOI8-R", false));
        assert!(found.text.ends_with("Москва"));
    }

    #[test]
    fn damaged_utf8_stays_utf8_and_is_counted() {
        let found = read(
            "Türkiye und Côte d’Ivoire"
                .as_bytes()
                .iter()
                .copied()
                .chain([0xff, b' ', 0xc3])
                .collect::<Vec<_>>()
                .as_slice(),
        );
        assert_eq!((found.encoding, found.replaced), ("UTF-8", 2));
        assert!(found.warning().unwrap().contains("2 malformed"));
    }

    #[test]
    fn a_byte_order_mark_keeps_its_place_in_utf8() {
        assert_eq!(read(b"\xef\xbb\xbfKyiv").text, "\u{feff}Kyiv");
    }

    #[test]
    fn what_is_no_text_is_named() {
        let rows: [(&[u8], &str); 6] = [
            (b"%PDF-1.7 ...", "a PDF"),
            (b"PK\x03\x04\x14\x00", "a zip archive or an office document"),
            (b"\x89PNG\r\n\x1a\n", "a PNG image"),
            (b"\x1f\x8b\x08\x00", "a gzip archive"),
            (b"Kyiv\0\0\0\0broke off", "binary data"),
            (b"\x01\x02\x03\x04\x05", "binary data"),
        ];
        for (bytes, what) in rows {
            match decode(bytes.to_vec()) {
                Err(NotText::Binary { seems, .. }) => assert_eq!(seems, what),
                other => panic!("{what} was read as {other:?}"),
            }
        }
        assert_eq!(decode(b" \r\n ".to_vec()), Err(NotText::Empty));
    }
}
