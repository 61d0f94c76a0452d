/// Names of similar length, laid out so that one instruction compares one byte of a query with many of them.
///
/// A lane is one name. Lanes are ordered by length, and each length begins at a new line of 64 bytes. The plane of a
/// byte has for each lane the places at which its name has that byte, bit `p` for place `p`: a query reads one plane
/// for each of its bytes. Frequent bytes have a plane; of the others only the occurrences are kept, and a plane is made
/// when a query asks for one. Memory: at most `planesMax` lanes a name, and eight bytes for each rare byte.
struct NameShelf: Sendable {
    /// The names of one length.
    struct Group: Sendable {
        var length: Int
        var firstLine: Int
        var count: Int
    }

    /// A rare byte in a name.
    struct Occurrence: Sendable {
        var lane: UInt32
        var place: UInt8
    }

    static let planesMax = 48

    /// 8, 16 or 32: also the most bytes a name may have here.
    let laneBits: Int
    private(set) var groups: [Group] = []
    /// By lane: the number of the name; of no meaning in the lanes that fill up a line.
    private(set) var numbers: [UInt32] = []
    /// Lines of a plane.
    private(set) var lineCount = 0
    /// All planes, one after the other; the first is empty and serves the bytes that no name has.
    private(set) var lines: [SIMD64<UInt8>] = []
    /// By byte: its plane, or -1 when it is rare.
    private(set) var planes: [Int] = Array(repeating: 0, count: 256)
    private(set) var occurrences: [UInt8: [Occurrence]] = [:]

    var lanesPerLine: Int { 512 / laneBits }

    /// Shelves the names of the lengths given; `members` has for each length the numbers of its names.
    init(laneBits: Int, members: [(length: Int, numbers: [UInt32])], bytes: [UInt8], starts: [UInt32]) {
        self.laneBits = laneBits
        var frequencies = [Int](repeating: 0, count: 256)
        for (length, names) in members where !names.isEmpty {
            groups.append(Group(length: length, firstLine: lineCount, count: names.count))
            lineCount += (names.count + lanesPerLine - 1) / lanesPerLine
            numbers.append(contentsOf: names)
            numbers.append(contentsOf: repeatElement(0, count: lineCount * lanesPerLine - numbers.count))
            for name in names {
                let start = Int(starts[Int(name)])
                for byte in bytes[start..<start + length] { frequencies[Int(byte)] += 1 }
            }
        }
        // An odd number of lines keeps the planes apart in the cache.
        lineCount |= 1
        let byFrequency = (0..<256).filter { frequencies[$0] > 0 }.sorted {
            (frequencies[$1], $0) < (frequencies[$0], $1)
        }
        for (place, byte) in byFrequency.enumerated() { planes[byte] = place < Self.planesMax ? place + 1 : -1 }
        lines = Array(repeating: .zero, count: lineCount * (min(byFrequency.count, Self.planesMax) + 1))
        fill(bytes: bytes, starts: starts)
    }

    private mutating func fill(bytes: [UInt8], starts: [UInt32]) {
        let laneBytes = laneBits / 8
        let planeBytes = lineCount * 64
        for group in groups {
            let firstLane = group.firstLine * lanesPerLine
            for lane in firstLane..<firstLane + group.count {
                let start = Int(starts[Int(numbers[lane])])
                for place in 0..<group.length {
                    let byte = bytes[start + place]
                    let plane = planes[Int(byte)]
                    if plane < 0 {
                        occurrences[byte, default: []].append(Occurrence(lane: UInt32(lane), place: UInt8(place)))
                    } else {
                        let at = plane * planeBytes + lane * laneBytes + place / 8
                        lines[at / 64][at % 64] |= 1 << UInt8(place % 8)
                    }
                }
            }
        }
    }

    /// Appends a plane for a rare byte.
    func appendPlane(of byte: UInt8, to made: inout [SIMD64<UInt8>]) {
        let first = made.count
        made.append(contentsOf: repeatElement(.zero, count: lineCount))
        for occurrence in occurrences[byte] ?? [] {
            let at = Int(occurrence.lane) * (laneBits / 8) + Int(occurrence.place) / 8
            made[first + at / 64][at % 64] |= 1 << (occurrence.place % 8)
        }
    }
}
