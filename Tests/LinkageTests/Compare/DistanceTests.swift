import Testing

@testable import Linkage

struct DistanceTests {
    private static let folder = TestFiles.vectors + "/jellyfish/"

    private func check(
        _ file: String,
        _ measure: ([UInt32], [UInt32]) -> Double,
        tolerance: Double
    ) throws {
        let rows = try CSVTable(path: Self.folder + file).rows.filter { $0.count == 3 }
        #expect(rows.count >= 4)
        for row in rows {
            let expected = try #require(Double(row[2]))
            let a = row[0].unicodeScalars.map(\.value)
            let b = row[1].unicodeScalars.map(\.value)
            #expect(abs(measure(a, b) - expected) <= tolerance, "\(file): \(row)")
        }
    }

    @Test(
        "Distances are those of the published vectors",
        .enabled(if: TestFiles.exist(DistanceTests.folder), "no vectors beside the project")
    )
    func vectors() throws {
        try check("levenshtein.csv", { Double(EditDistance.levenshtein($0.span, $1.span)) }, tolerance: 0)
        try check("damerau_levenshtein.csv", { Double(EditDistance.alignment($0.span, $1.span)) }, tolerance: 0)
        try check("jaro_distance.csv", { JaroWinkler.jaro($0.span, $1.span) }, tolerance: 0.000_6)
        try check("jaro_winkler.csv", { JaroWinkler.similarity($0.span, $1.span) }, tolerance: 0.000_6)
    }

    @Test("Well-known distances")
    func wellKnown() {
        func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
        #expect(EditDistance.levenshtein(bytes("kitten").span, bytes("sitting").span) == 3)
        #expect(EditDistance.alignment(bytes("fuor").span, bytes("four").span) == 1)
        #expect(abs(JaroWinkler.similarity(bytes("martha").span, bytes("marhta").span) - 0.961) < 0.001)
        #expect(JaroWinkler.similarity(bytes("").span, bytes("").span) == 1)
    }

    @Test("The quick test for one edit agrees with the full distance", arguments: 0..<10 as Range<UInt64>)
    func quickTestAgrees(seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            let a = (0..<dice.number(below: 7)).map { _ in UInt8(0x61 + dice.number(below: 3)) }
            let b = (0..<dice.number(below: 7)).map { _ in UInt8(0x61 + dice.number(below: 3)) }
            let distance = EditDistance.alignment(a.span, b.span)
            #expect(EditDistance.isWithinOne(a.span, b.span) == (distance <= 1), "\(a) \(b)")
            #expect(distance == EditDistance.alignment(b.span, a.span))
            #expect(distance <= EditDistance.levenshtein(a.span, b.span))
        }
    }
}
