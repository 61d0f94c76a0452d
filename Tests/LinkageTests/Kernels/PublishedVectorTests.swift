import Testing

@testable import Linkage

/// The vectors of jellyfish, over Unicode scalars and, where the text is ASCII, over bytes.
@Suite(.enabled(if: TestFiles.exist(TestFiles.vectors + "/jellyfish/"), "no vectors beside the project"))
struct PublishedVectorTests {
    private func rows(_ file: String) throws -> [[String]] {
        let rows = try CSVTable(path: TestFiles.vectors + "/jellyfish/" + file).rows.filter { $0.count >= 3 }
        #expect(rows.count >= 4)
        return rows
    }

    private func check(
        _ file: String,
        tolerance: Double,
        scalars: ([UInt32], [UInt32]) -> Double,
        bytes: (([UInt8], [UInt8]) -> Double)? = nil
    ) throws {
        for row in try rows(file) {
            let expected = try #require(Double(row[2]))
            let (a, b) = (row[0], row[1])
            let score = scalars(a.unicodeScalars.map(\.value), b.unicodeScalars.map(\.value))
            #expect(abs(score - expected) <= tolerance, "\(file): \(row)")
            guard let bytes, a.utf8.allSatisfy({ $0 < 128 }), b.utf8.allSatisfy({ $0 < 128 }) else { continue }
            #expect(bytes(Array(a.utf8), Array(b.utf8)) == score, "\(file): \(row)")
        }
    }

    @Test("Edit distances", arguments: ["levenshtein.csv", "wagner_fischer.csv"])
    func levenshtein(file: String) throws {
        try check(
            file,
            tolerance: 0,
            scalars: { Double(EditDistance.levenshtein($0.span, $1.span)) },
            bytes: { Double(EditDistance.levenshtein($0.span, $1.span)) }
        )
    }

    @Test("Edit distances with exchanges, restricted and not")
    func damerau() throws {
        try check(
            "damerau_levenshtein.csv",
            tolerance: 0,
            scalars: { Double(EditDistance.damerau($0.span, $1.span)) },
            bytes: { Double(EditDistance.damerau($0.span, $1.span)) }
        )
        try check(
            "damerau_levenshtein.csv",
            tolerance: 0,
            scalars: { Double(EditDistance.alignment($0.span, $1.span)) },
            bytes: { Double(EditDistance.alignment($0.span, $1.span)) }
        )
    }

    @Test("Hamming distances")
    func hamming() throws {
        try check("hamming.csv", tolerance: 0, scalars: { Double(EditDistance.hamming($0.span, $1.span)) })
    }

    @Test("Jaro and Jaro–Winkler similarities, with and without the addition for long names")
    func jaroWinkler() throws {
        try check(
            "jaro_distance.csv",
            tolerance: 0.000_6,
            scalars: { JaroWinkler.jaro($0.span, $1.span) },
            bytes: { JaroWinkler.jaro($0.span, $1.span) }
        )
        try check(
            "jaro_winkler.csv",
            tolerance: 0.000_6,
            scalars: { JaroWinkler.similarity($0.span, $1.span) },
            bytes: { JaroWinkler.similarity($0.span, $1.span) }
        )
        try check(
            "jaro_winkler_longtol.csv",
            tolerance: 0.000_6,
            scalars: { JaroWinkler.similarityOfLong($0.span, $1.span) }
        )
    }

    @Test("Shares of words and of pieces")
    func jaccard() throws {
        for row in try rows("jaccard.csv") {
            let expected = try #require(Double(row[2]))
            let (a, b) = (row[0], row[1])
            let size = row.count > 3 ? Int(row[3]) : nil
            let share =
                size.map { SetSimilarity.pieces(Array(a.unicodeScalars), Array(b.unicodeScalars), size: $0) }
                ?? SetSimilarity.words(a, b)
            #expect(abs(share - expected) < 0.000_1, "\(row)")
        }
        #expect(SetSimilarity.runs(Array("duck"), Array("luck"), size: 1) == 0.6)
        #expect(SetSimilarity.runs(Array("duck"), Array("luck"), size: 2) == 0.5)
    }
}
