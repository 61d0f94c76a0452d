/// The right edge of a growing log in tiles: what is needed to write each tile once it is full.
struct TileStack: Sendable {
    /// How many leaves have gone in.
    private(set) var size: UInt64 = 0
    // The hashes of the last, unfinished tile of each level, from the leaves upwards; each has fewer than 256.
    private var levels: [[Digest]] = [[]]
    // The entries of the last, unfinished bundle.
    private var entries: [[UInt8]] = []

    /// Adds an entry and returns the tiles that it filled: a bundle and one tile or more, each 256th time.
    mutating func append(entry: [UInt8], hash: Digest) -> [(tile: Tile, bytes: [UInt8])] {
        entries.append(entry)
        size += 1
        var filled: [(tile: Tile, bytes: [UInt8])] = []
        if entries.count == 256 {
            filled.append((Tile(.entries, index: size / 256 - 1), Tile.bundle(entries)))
            entries.removeAll(keepingCapacity: true)
        }
        var carry = hash
        var unit: UInt64 = 1
        for level in 0... {
            if level == levels.count { levels.append([]) }
            levels[level].append(carry)
            unit &*= 256
            guard levels[level].count == 256 else { break }
            filled.append((Tile(.hashes(level: level), index: size / unit - 1), Self.bytes(levels[level])))
            carry = Merkle.root(of: levels[level])
            levels[level].removeAll(keepingCapacity: true)
        }
        return filled
    }

    /// The unfinished tiles at this size.
    var partials: [(tile: Tile, bytes: [UInt8])] {
        Tile.partials(size: size).map { tile in
            switch tile.content {
            case .entries: (tile, Tile.bundle(entries))
            case .hashes(let level): (tile, Self.bytes(levels[level]))
            }
        }
    }

    private static func bytes(_ hashes: [Digest]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(hashes.count * Digest.byteCount)
        for hash in hashes { hash.withUnsafeBytes { bytes.append(contentsOf: $0) } }
        return bytes
    }
}
