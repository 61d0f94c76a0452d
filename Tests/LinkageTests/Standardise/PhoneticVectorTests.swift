import Foundation
import Testing

@testable import Linkage

/// Codes published with other implementations: jellyfish and Apache Commons Codec.
@Suite(.enabled(if: TestFiles.exist(TestFiles.vectors + "/jellyfish/nysiis.csv"), "no vectors beside the project"))
struct PhoneticVectorTests {
    private func rows(_ file: String) throws -> [[String]] {
        try CSVTable(path: "\(TestFiles.vectors)/jellyfish/\(file).csv").rows.filter { $0.count >= 2 && !$0[0].isEmpty }
    }

    /// The rows of one algorithm in the codec's vectors.
    private func codec(_ algorithm: String) throws -> [[String]] {
        let text = try TestFiles.unpacked("\(TestFiles.vectors)/phonetic/commons_codec_phonetic_vectors.csv.gz")
        var rows: [[String]] = []
        for line in text.split(separator: "\n") {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            if cells.count == 4, cells[0] == algorithm, !cells[1].isEmpty { rows.append(Array(cells[1...2])) }
        }
        return rows
    }

    /// jellyfish writes sch as two letters (Bosch is BAS), the codec as one (Deutsch is DAT): we follow the first.
    @Test("NYSIIS, but for two names in which the two suites disagree and a code in other than plain letters")
    func nysiis() throws {
        for row in try rows("nysiis") + codec("Nysiis") where !["Ç", "HATSNAD", "DAT"].contains(row[1]) {
            #expect(NYSIIS.code(of: row[0]) == row[1], "\(row[0])")
        }
    }

    @Test("Metaphone")
    func metaphone() throws {
        for row in try rows("metaphone") + codec("Metaphone") {
            #expect(Metaphone.code(of: row[0]) == row[1], "\(row[0])")
        }
    }

    @Test("Double Metaphone, both codes")
    func doubleMetaphone() throws {
        let rows = try codec("DoubleMetaphone2")
        #expect(rows.count > 500)
        for row in rows {
            let code = DoubleMetaphone(row[0])
            #expect("\(code.primary)|\(code.alternate)" == row[1], "\(row[0])")
        }
    }

    @Test("Match rating: codes of names in plain letters, for accents are folded here")
    func matchRatingCodes() throws {
        for row in try rows("match_rating_codex") where row[0].utf8.allSatisfy({ $0 < 0x80 }) {
            #expect(MatchRating.code(of: row[0]) == row[1], "\(row[0])")
        }
    }

    @Test("Match rating: comparisons")
    func matchRatingComparisons() throws {
        for row in try rows("match_rating_comparison") {
            let expected: Bool? = row[2] == "None" ? nil : row[2] == "True"
            #expect(MatchRating.areAlike(row[0], row[1]) == expected, "\(row[0]) \(row[1])")
        }
    }

    @Test("Soundex and match rating, by the codec")
    func codecCodes() throws {
        let rows = try codec("Soundex")
        #expect(rows.count > 20)
        // Of three names the codec has two codes, by two variants of the rule.
        for (name, codes) in Dictionary(grouping: rows, by: { $0[0] }) {
            #expect(codes.contains { $0[1] == Soundex.code(of: name) }, "\(name)")
        }
        for row in try codec("MatchRatingApproachEncoder") {
            #expect(MatchRating.code(of: row[0]) == row[1], "\(row[0])")
        }
    }
}
