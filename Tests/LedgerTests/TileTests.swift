import Ledger
import Testing

@Suite("Tiles") struct TileTests {
    @Test("paths are those of the specification")
    func paths() {
        #expect(Tile(.hashes(level: 0), index: 1_234_067).path == "tile/0/x001/x234/067")
        #expect(Tile(.hashes(level: 1), index: 0, count: 17).path == "tile/1/000.p/17")
        #expect(Tile(.entries, index: 273, count: 112).path == "tile/entries/273.p/112")
        #expect(Tile(.entries, index: 1_000).path == "tile/entries/x001/000")
    }

    @Test("a path reads back, and no other spelling does")
    func reading() {
        let dice: [UInt64] = [0, 1, 999, 1_000, 1_234_067, 999_999_999]
        for index in dice {
            for tile in [Tile(.entries, index: index, count: 3), Tile(.hashes(level: 5), index: index)] {
                #expect(Tile(path: tile.path) == tile)
            }
        }
        for path in [
            "tile/0/00", "tile/0/0000", "tile/00/000", "tile/64/000", "tile/0/x000/000", "tile/0/001/000",
            "tile/0/x001",
            "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p", "tile/0/../000", "tile/-1/000",
            "tile/0/000/", "/tile/0/000", "", "tile/entries/0x1", "tile/0/+01",
        ] {
            #expect(Tile(path: path) == nil, "`\(path)` was read")
        }
    }

    @Test("a log of 70,000 entries ends in the partial tiles of the specification")
    func partials() {
        let hashes = Tile.partials(size: 70_000).filter { $0.content != .entries }
        #expect(
            hashes == [
                Tile(.hashes(level: 0), index: 273, count: 112), Tile(.hashes(level: 1), index: 1, count: 17),
                Tile(.hashes(level: 2), index: 0, count: 1),
            ]
        )
        #expect(Tile.partials(size: 256) == [Tile(.hashes(level: 1), index: 0, count: 1)])
        #expect(Tile.partials(size: 0).isEmpty)
    }

    @Test("an entry bundle that ends in the middle is refused")
    func bundles() throws {
        let bundle: [UInt8] = [0, 3, 0x6f, 0x6e, 0x65, 0, 0, 0, 1, 7]
        #expect(try Tile.entries(bundle: bundle) == [Array("one".utf8), [], [7]])
        for length in [1, 2, 3, 4, 6, 8, 9] {
            #expect(throws: (any Error).self) { try Tile.entries(bundle: Array(bundle[..<length])) }
        }
        #expect(throws: (any Error).self) { try Tile.hashes(tile: []) }
        #expect(throws: (any Error).self) { try Tile.hashes(tile: [UInt8](repeating: 0, count: 33)) }
    }
}
