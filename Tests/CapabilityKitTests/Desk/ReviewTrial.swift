import CapabilityKit
import Foundation
import Linkage
import Store
import TestKit
import Vocabulary

/// Small worlds for the tests of the review queue.
enum ReviewTrial {
    static let steward = TestOfficers.steward.asking(for: "data.quality", reference: "work order 7")
    static let analyst = TestOfficers.analyst.asking(for: "data.quality", reference: "work order 8")

    /// Two nominals of two forces that agree in all that joins them, and a third like them in part.
    static let said = [
        Fact(.sex, raw: "M"), Fact(.phoneNumber, raw: "07700 900461", standard: "+447700900461"),
        Fact(.postcode, raw: "LS6 3AA", standard: "LS6 3AA"),
    ]
    static let here = TestRecords.person("1", "Daniel", "Okafor", more: said)
    static let there = TestRecords.person("77", "Daniel", "Okafor", force: "06", system: "rms", more: said)
    static let stranger = TestRecords.person("2", "Ivy", "Zephaniah", born: "1960-01-02")
    static let other = TestRecords.person("3", "Moses", "Quillfeather", born: "1985-07-30", force: "16")

    /// A node that has joined them.
    static func node(_ database: TestDatabase = .sqlite) async throws -> TestDesk {
        let node = try await TestDesk.open(database)
        try await node.collect([here, there, stranger, other])
        _ = try await node.desk.combine(for: steward)
        return node
    }

    static func pair(_ one: Record, _ other: Record) -> RecordPair {
        RecordPair(RecordHandle(of: one.id), RecordHandle(of: other.id))
    }

    /// People with households, twins and misspellings, the same for the same seed: hard enough to be doubtful.
    static func crowd(_ count: Int, seed: UInt64) -> [Record] {
        var dice = seed
        func roll(_ below: Int) -> Int {
            dice = dice &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(truncatingIfNeeded: dice >> 33) % below
        }
        let given = ["Daniel", "Ivy", "Moses", "Ruth", "Amina", "Tomasz", "Grace", "Owen", "Priya", "Kevin"]
        let surnames = ["Okafor", "Zephaniah", "Quillfeather", "Hall", "Nair", "Ellis", "Whitlock", "Adeyemi"]
        var records: [Record] = []
        for number in 0..<count {
            let home = roll(count / 3 + 1)
            let surname = surnames[home % surnames.count]
            let name = given[roll(given.count)]
            let born = "19\(50 + roll(50))-0\(1 + roll(9))-1\(roll(9))"
            let phone = "+4477009\(String(format: "%05d", home % 1000))"
            for copy in 0..<(1 + roll(3)) {
                let misspelt = roll(4) == 0 ? surname + "e" : surname
                let day = roll(5) == 0 ? String(born.dropLast(1)) + "9" : born
                var facts = [Fact(.sex, raw: roll(2) == 0 ? "M" : "F")]
                if roll(2) == 0 { facts.append(Fact(.phoneNumber, raw: phone, standard: phone)) }
                if roll(2) == 0 {
                    facts.append(Fact(.postcode, raw: "LS6 \(home % 9)AA", standard: "LS6 \(home % 9)AA"))
                }
                let force = ["13", "06", "16", "14"][roll(4)]
                records.append(
                    TestRecords.person("\(number)-\(copy)", name, misspelt, born: day, force: force, more: facts)
                )
            }
        }
        return records
    }
}

extension TestDesk {
    /// Shows a pair to somebody and takes their judgement.
    @discardableResult
    func judge(
        _ pair: RecordPair,
        _ verdict: PairVerdict,
        reason: String = "",
        blind: Bool = true,
        by requester: Requester = ReviewTrial.steward
    ) async throws -> Judged {
        let shown = try await desk.pairForReview(pair, blind: blind, for: requester)
        return try await desk.judge(pair, verdict, reason: reason, showing: shown.entry, for: requester)
    }

    /// Every stored judgement's row, in words.
    func judgementRows() async throws -> [String] {
        try await database.read { session in
            try session.rows("SELECT a, b, verdict, officer, made_at, reason FROM records_judgement ORDER BY made_at")
                .map {
                    "\($0.values)"
                }
        }
    }

    /// Gives a stored edge another weight.
    func setEdge(_ pair: RecordPair, bits: Double, probability: Double) async throws {
        let a = pair.a.number, b = pair.b.number
        try await database.write { session in
            try session.run("DELETE FROM records_edge WHERE a = \(a) AND b = \(b)")
            try session.run(
                """
                INSERT INTO records_edge (a, b, bits, probability, joining)
                VALUES (\(a), \(b), \(bits), \(probability), \(0))
                """
            )
        }
        await desk.finishCollecting()
    }
}
