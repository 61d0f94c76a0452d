import Vocabulary

/// The name of one tile of a log: a run of up to 256 hashes at one level, or the entries beneath it.
///
/// Source: c2sp.org/tlog-tiles.
package struct Tile: Hashable, Sendable {
    /// What a tile holds.
    package enum Content: Hashable, Sendable {
        /// Hashes at a level: 0 holds leaf hashes, each level above one hash for 256 below.
        case hashes(level: Int)
        /// The entries themselves, each with its length before it.
        case entries
    }

    /// The most hashes or entries in a tile.
    package static let width: UInt64 = 256
    /// The most bytes in an entry of a bundle.
    package static let entryBytesMax = 65_535

    package var content: Content
    /// Which tile of its level, from 0.
    package var index: UInt64
    /// How many hashes or entries it holds: 1 to 256.
    ///
    /// Fewer than 256 make it partial.
    package var count: Int

    package init(_ content: Content, index: UInt64, count: Int = 256) {
        precondition((1...256).contains(count), "a tile holds 1 to 256 hashes")
        self.content = content
        self.index = index
        self.count = count
    }

    /// The path below the log's address: `tile/0/x001/x234/067.p/12`.
    package var path: String {
        count == 256 ? fullPath : "\(partialFolder)/\(count)"
    }

    /// The folder of the partial tiles of this place.
    package var partialFolder: String { fullPath + ".p" }

    private var fullPath: String {
        var groups: [String] = []
        var rest = index
        repeat {
            let digits = String(rest % 1_000)
            groups.append(String(repeating: "0", count: 3 - digits.count) + digits)
            rest /= 1_000
        } while rest > 0
        let number = groups.reversed().enumerated().map { $0 < groups.count - 1 ? "x\($1)" : $1 }
        switch content {
        case .hashes(let level): return "tile/\(level)/" + number.joined(separator: "/")
        case .entries: return "tile/entries/" + number.joined(separator: "/")
        }
    }

    /// Reads a path as asked for by a client; `nil` unless it is exactly what ``path`` writes.
    package init?(path: String) {
        var parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 3, path.utf8.count <= 64, parts.removeFirst() == "tile" else { return nil }
        let kind = parts.removeFirst()
        let content: Content
        if kind == "entries" {
            content = .entries
        } else if let level = Int(kind), (0...63).contains(level) {
            content = .hashes(level: level)
        } else {
            return nil
        }
        var count = 256
        if parts.count >= 2, parts[parts.count - 2].hasSuffix(".p") {
            guard let width = Int(parts.removeLast()), (1...255).contains(width) else { return nil }
            count = width
            parts[parts.count - 1].removeLast(2)
        }
        let digits = parts.map { $0.hasPrefix("x") ? String($0.dropFirst()) : $0 }.joined()
        guard let index = UInt64(digits) else { return nil }
        self.init(content, index: index, count: count)
        guard self.path == path else { return nil }
    }
}

extension Tile {
    /// The tiles that a log of this size has at its right edge, not counting full ones.
    package static func partials(size: UInt64) -> [Tile] {
        var tiles: [Tile] = []
        var rest = size
        var level = 0
        while rest > 0 {
            if rest % width > 0 {
                tiles.append(Tile(.hashes(level: level), index: rest / width, count: Int(rest % width)))
                if level == 0 { tiles.append(Tile(.entries, index: rest / width, count: Int(rest % width))) }
            }
            rest /= width
            level += 1
        }
        return tiles
    }

    /// The bytes of an entry bundle.
    static func bundle(_ entries: some Sequence<[UInt8]>) -> [UInt8] {
        var bytes: [UInt8] = []
        for entry in entries {
            precondition(entry.count <= entryBytesMax, "an entry is at most 65,535 bytes")
            bytes.append(UInt8(entry.count >> 8))
            bytes.append(UInt8(entry.count & 255))
            bytes += entry
        }
        return bytes
    }

    /// The entries of a bundle; throws `ledger.malformed` when a length does not fit.
    package static func entries(bundle: [UInt8]) throws -> [[UInt8]] {
        var entries: [[UInt8]] = []
        var at = 0
        while at < bundle.count {
            guard at + 2 <= bundle.count else { throw Fault(.ledgerMalformed, "the entry bundle ends in a length") }
            let end = at + 2 + (Int(bundle[at]) << 8 | Int(bundle[at + 1]))
            guard end <= bundle.count else { throw Fault(.ledgerMalformed, "the entry bundle ends in an entry") }
            entries.append(Array(bundle[at + 2..<end]))
            at = end
        }
        return entries
    }

    /// The hashes of a tile; throws `ledger.malformed` unless they are 1 to 256 whole ones.
    package static func hashes(tile: [UInt8]) throws -> [Digest] {
        guard !tile.isEmpty, tile.count % Digest.byteCount == 0, tile.count <= Digest.byteCount * 256 else {
            throw Fault(.ledgerMalformed, "a tile holds 1 to 256 hashes of 32 bytes, not \(tile.count) bytes")
        }
        return stride(from: 0, to: tile.count, by: Digest.byteCount).compactMap { Digest(tile[$0..<$0 + 32]) }
    }
}
