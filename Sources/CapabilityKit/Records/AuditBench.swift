import Foundation
import Store
import Vocabulary

/// Measures "who saw this person, and why" over many made-up entries.
package enum AuditBench {
    /// What was measured: milliseconds of wall and of CPU (user and system of the process) for each question.
    package struct Result: Encodable, Sendable {
        package var entries: Int
        package var releases: Int
        package var questions: Int
        /// How many entries saw the person whom most saw.
        package var mostSeenBy: Int
        package var mostSeenMs: Double
        package var medianMs: Double
        package var slowestMs: Double
        package var cpuMsPerQuestion: Double
        package var barMs = 2000.0
        package var met: Bool
    }

    /// The number of the person whom very many saw, one in a hundred entries.
    private static let famous: Int64 = 4_242
    private static let people: Int64 = 1_000_000

    /// Makes the entries where they are not there, and asks about a hundred people and the one most seen.
    package static func run(rows: Int, file: String) async throws -> Result {
        var plan = MigrationPlan()
        Desk.migrate(&plan)
        let database = try await openDatabase(at: .sqlite(path: file), migrations: plan) { Timestamp(milliseconds: 0) }
        let there = try await database.read { session in
            Int(try session.rows("SELECT COUNT(*) FROM audit_entry").first?.integer(0) ?? 0)
        }
        if there < rows { try await fill(from: there, to: rows, database) }
        var times: [Double] = []
        let before = cpu()
        // Persons spread over the whole range, so that no two lie on one page.
        for number in 0..<100 {
            times.append(try await ask(Int64(number) * (people / 100) + 7, database).milliseconds)
        }
        let most = try await ask(famous, database)
        times.append(most.milliseconds)
        let used = (cpu() - before) / Double(times.count)
        let sorted = times.sorted()
        let releases = try await database.read { session in
            Int(try session.rows("SELECT COUNT(*) FROM audit_release").first?.integer(0) ?? 0)
        }
        try await database.close()
        return Result(
            entries: max(rows, there),
            releases: releases,
            questions: times.count,
            mostSeenBy: most.total,
            mostSeenMs: most.milliseconds,
            medianMs: sorted[sorted.count / 2],
            slowestMs: sorted[sorted.count - 1],
            cpuMsPerQuestion: used,
            met: sorted[sorted.count - 1] <= 2000
        )
    }

    private static func ask(
        _ person: Int64,
        _ database: any Database
    ) async throws -> (milliseconds: Double, total: Int) {
        let start = ContinuousClock.now
        let trail = try await AuditIndex.whoSaw([person], limit: 200, in: database)
        return ((ContinuousClock.now - start) / .milliseconds(1), trail.total)
    }

    private static func fill(from first: Int, to last: Int, _ database: any Database) async throws {
        let portion = 100_000
        for start in stride(from: first, to: last, by: portion) {
            let range = start..<min(start + portion, last)
            try await database.write { session in
                var entries = RowBatch(into: "audit_entry", columns: AuditIndex.entryColumns)
                var releases = RowBatch(into: "audit_release", columns: ["record", "entry", "version"])
                for number in range {
                    let dice = scattered(UInt64(number))
                    entries.append(Int64(number))
                    entries.append(1_700_000_000_000 + Int64(number) * 3_000)
                    let officer = "\(1000 + dice % 8_000)", text = number % 3 == 0 ? "search.person" : "search.find"
                    for text in [
                        "consultation", text, "13", officer, "", "crime.investigate", "WYP-\(dice % 500_000)",
                        "somebody of number \(dice % 99_991)",
                    ] { entries.append(text) }
                    entries.append(Int64(1))
                    releases.append(number % 100 == 0 ? famous : Int64(dice >> 20) % people)
                    releases.append(Int64(number))
                    releases.append(Int64(1))
                }
                try session.insert(entries)
                try session.insert(releases)
            }
        }
    }

    /// A number that looks like chance and is the same in every run.
    private static func scattered(_ number: UInt64) -> UInt64 {
        var mixed = number &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return (mixed ^ (mixed >> 31)) >> 1
    }

    /// Milliseconds of CPU of this process.
    private static func cpu() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        func milliseconds(_ time: timeval) -> Double { Double(time.tv_sec) * 1000 + Double(time.tv_usec) / 1000 }
        return milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime)
    }
}
