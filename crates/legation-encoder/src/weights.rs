//! Reads `coder.safetensors`: a header in JSON, then the numbers, as 32-bit floats or as bytes with a scale for each row.

use std::borrow::Cow;
use std::collections::HashMap;

use serde::Deserialize;

use crate::ModelError;

/// What the header says of one tensor.
#[derive(Deserialize)]
struct Place {
    dtype: String,
    shape: Vec<usize>,
    data_offsets: [usize; 2],
}

/// The tensors of a file, by name.
pub struct Weights {
    places: HashMap<String, Place>,
    bytes: Cow<'static, [u8]>,
    /// Where in the bytes the numbers begin.
    data: usize,
    /// The file that has what this one leaves out.
    beneath: Option<Box<Weights>>,
}

/// Rows of signed bytes, and the scale of each.
pub(crate) type Quantised = (Cow<'static, [u8]>, Vec<f32>);

impl Weights {
    /// Reads the header; tensors are read when they are asked for.
    pub fn read(bytes: Cow<'static, [u8]>) -> Result<Self, ModelError> {
        let malformed = |what: &str| ModelError::Malformed(what.to_owned());
        let (length, rest) = bytes
            .split_first_chunk::<8>()
            .ok_or_else(|| malformed("shorter than a header"))?;
        let length = usize::try_from(u64::from_le_bytes(*length))
            .ok()
            .filter(|&length| length <= rest.len())
            .ok_or_else(|| malformed("the header is cut off"))?;
        let places = serde_json::from_slice(&rest[..length])
            .map_err(|error| malformed(&format!("the header is no JSON of tensors: {error}")))?;
        Ok(Weights {
            places,
            data: 8 + length,
            bytes,
            beneath: None,
        })
    }

    /// The same, with another file for what this one leaves out.
    pub fn over(self, beneath: Weights) -> Self {
        Weights {
            beneath: Some(Box::new(beneath)),
            ..self
        }
    }

    /// A tensor as floats in the order of the file, with the shape that the model needs.
    pub fn floats(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, ModelError> {
        let (place, data) = self.find(name)?;
        if place.shape != shape {
            return Err(ModelError::Shape {
                name: name.to_owned(),
                found: place.shape.clone(),
                wanted: shape.to_vec(),
            });
        }
        let count: usize = shape.iter().product();
        match place.dtype.as_str() {
            "F32" if data.len() == count * 4 => Ok(data
                .as_chunks::<4>()
                .0
                .iter()
                .map(|&bytes| f32::from_le_bytes(bytes))
                .collect()),
            "I8" if data.len() == count => self.scaled(name, shape, &data),
            other => Err(ModelError::Malformed(format!(
                "{name} is {other} in {} bytes; F32 and I8 are read",
                data.len()
            ))),
        }
    }

    /// A matrix of bytes with the scale of each row; `None` where the file has it in floats. Of a file that is compiled in the
    /// bytes are not copied.
    pub fn bytes(&self, name: &str, shape: &[usize; 2]) -> Result<Option<Quantised>, ModelError> {
        let (place, data) = self.find(name)?;
        if place.dtype != "I8" || place.shape != shape || data.len() != shape[0] * shape[1] {
            return Ok(None);
        }
        let scales = self.floats(&format!("{name}.scale"), &shape[..1])?;
        Ok(Some((data, scales)))
    }

    /// Bytes times the scale of their row (the first dimension).
    fn scaled(&self, name: &str, shape: &[usize], data: &[u8]) -> Result<Vec<f32>, ModelError> {
        let rows = shape.first().copied().unwrap_or(0);
        let scales = self.floats(&format!("{name}.scale"), &[rows])?;
        let width = data.len() / rows.max(1);
        Ok(data
            .chunks_exact(width.max(1))
            .zip(scales)
            .flat_map(|(row, scale)| {
                row.iter()
                    .map(move |&byte| f32::from(byte.cast_signed()) * scale)
            })
            .collect())
    }

    fn find(&self, name: &str) -> Result<(&Place, Cow<'static, [u8]>), ModelError> {
        if let (false, Some(beneath)) = (self.places.contains_key(name), &self.beneath) {
            return beneath.find(name);
        }
        let missing = || ModelError::Malformed(format!("there is no {name} in it"));
        let place = self.places.get(name).ok_or_else(missing)?;
        let [start, end] = place.data_offsets.map(|at| at.saturating_add(self.data));
        let data = match &self.bytes {
            Cow::Borrowed(bytes) => bytes.get(start..end).map(Cow::Borrowed),
            Cow::Owned(bytes) => bytes.get(start..end).map(|some| some.to_vec().into()),
        };
        let data = data.ok_or_else(|| ModelError::Malformed(format!("{name} is cut off")))?;
        Ok((place, data))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(header: &str, data: &[u8]) -> Vec<u8> {
        let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
        bytes.extend(header.as_bytes());
        bytes.extend(data);
        bytes
    }

    #[test]
    fn bytes_are_multiplied_by_the_scale_of_their_row() {
        let header = r#"{"w":{"dtype":"I8","shape":[2,2],"data_offsets":[0,4]},
            "w.scale":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#;
        let mut data = vec![1, 2, 0xff, 4];
        data.extend(0.5f32.to_le_bytes());
        data.extend(2f32.to_le_bytes());
        let bytes = file(header, &data);
        let weights = Weights::read(bytes.into()).unwrap();
        assert_eq!(weights.floats("w", &[2, 2]).unwrap(), [0.5, 1.0, -2.0, 8.0]);
    }

    #[test]
    fn a_file_that_is_cut_off_is_told() {
        for bytes in [
            Vec::new(),
            vec![0xff; 12],
            file(
                r#"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
                &[0; 4],
            ),
        ] {
            let read = Weights::read(bytes.into()).and_then(|weights| weights.floats("w", &[2]));
            assert!(matches!(read, Err(ModelError::Malformed(_))));
        }
    }

    #[test]
    fn a_tensor_of_another_shape_is_told() {
        let bytes = file(
            r#"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
            &[0; 8],
        );
        let weights = Weights::read(bytes.into()).unwrap();
        assert!(matches!(
            weights.floats("w", &[3]),
            Err(ModelError::Shape { .. })
        ));
    }
}
