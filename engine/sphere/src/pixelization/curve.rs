//! Space-filling curves: a cell of a grid of 2^level by 2^level as one number whose leading bits are those of the larger cells around it.

/// The bits of x and y in turn, those of x at the even places (Morton's order).
pub fn morton(x: u32, y: u32) -> u64 {
    spread(x) | spread(y) << 1
}

/// The inverse of [`morton`].
pub fn morton_inverse(z: u64) -> (u32, u32) {
    (gather(z), gather(z >> 1))
}

/// The distance along Hilbert's curve that begins at (0, 0) and whose first step is along x if `level` is even, along y if it is odd.
pub(super) fn hilbert(x: u32, y: u32, level: u8) -> u64 {
    let z = morton(x, y);
    let mut frame = Frame { is_swapped: true, is_turned: false };
    let mut h = 0;
    for l in (0..u32::from(level)).rev() {
        let quadrant = frame.apply((z >> (2 * l) & 3) as u8);
        h = h << 2 | u64::from(STEP[usize::from(quadrant)]);
        frame.enter(STEP[usize::from(quadrant)]);
    }
    h
}

/// The inverse of [`hilbert`].
pub(super) fn hilbert_inverse(h: u64, level: u8) -> (u32, u32) {
    let mut frame = Frame { is_swapped: true, is_turned: false };
    let mut z = 0;
    for l in (0..u32::from(level)).rev() {
        let step = (h >> (2 * l) & 3) as u8;
        z = z << 2 | u64::from(frame.apply(QUADRANT[usize::from(step)]));
        frame.enter(step);
    }
    morton_inverse(z)
}

/// The place on the curve, 0 to 3, of a quadrant with the bit of x at place 0 and that of y at place 1: up, right, down and so on.
const STEP: [u8; 4] = [0, 1, 3, 2];
/// The quadrant of a place on the curve.
const QUADRANT: [u8; 4] = [0, 1, 3, 2];

/// How the curve lies in a cell: with x and y exchanged, or turned by half a turn, or both. Either is its own inverse, and they commute.
struct Frame {
    is_swapped: bool,
    is_turned: bool,
}

impl Frame {
    /// A quadrant of the cell as a quadrant of the curve's own frame, and back.
    fn apply(&self, quadrant: u8) -> u8 {
        let turned = if self.is_turned { quadrant ^ 3 } else { quadrant };
        if self.is_swapped { turned >> 1 | (turned & 1) << 1 } else { turned }
    }

    /// Goes into the quadrant at a place on the curve: the first and the last hold the curve mirrored at a diagonal.
    fn enter(&mut self, step: u8) {
        match step {
            0 => self.is_swapped = !self.is_swapped,
            3 => {
                self.is_swapped = !self.is_swapped;
                self.is_turned = !self.is_turned;
            }
            _ => {}
        }
    }
}

fn spread(x: u32) -> u64 {
    const MASKS: [(u32, u64); 5] = [
        (16, 0x0000_ffff_0000_ffff),
        (8, 0x00ff_00ff_00ff_00ff),
        (4, 0x0f0f_0f0f_0f0f_0f0f),
        (2, 0x3333_3333_3333_3333),
        (1, 0x5555_5555_5555_5555),
    ];
    MASKS.iter().fold(u64::from(x), |bits, (shift, mask)| (bits | bits << shift) & mask)
}

fn gather(z: u64) -> u32 {
    const MASKS: [(u32, u64); 5] = [
        (1, 0x3333_3333_3333_3333),
        (2, 0x0f0f_0f0f_0f0f_0f0f),
        (4, 0x00ff_00ff_00ff_00ff),
        (8, 0x0000_ffff_0000_ffff),
        (16, 0x0000_0000_ffff_ffff),
    ];
    MASKS.iter().fold(z & 0x5555_5555_5555_5555, |bits, (shift, mask)| (bits | bits >> shift) & mask) as u32
}
