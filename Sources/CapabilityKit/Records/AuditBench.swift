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

    /// Makes entries by the database itself: officers, references and persons scattered by a multiplication, the same in
    /// every run.
    private static func fill(from first: Int, to last: Int, _ database: any Database) async throws {
        let portion = 1_000_000
        for start in stride(from: first, to: last, by: portion) {
            let end = min(start + portion, last)
            try await database.write { session in
                try session.run(
                    """
                    INSERT INTO audit_entry (entry, at, kind, action, officer_force, officer, on_behalf, purpose,
                        reference, asked, released)
                    WITH RECURSIVE numbers (n) AS (SELECT \(start) UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < \(end))
                    SELECT n, 1700000000000 + n * 3000, 'consultation',
                        CASE n % 3 WHEN 0 THEN 'search.person' ELSE 'search.find' END, '13',
                        CAST(1000 + n * 7919 % 8000 AS TEXT), '', 'crime.investigate',
                        'WYP-' || n * 104729 % 500000, 'somebody of number ' || n * 15485863 % 99991, 1
                    FROM numbers
                    """
                )
                try session.run(
                    """
                    INSERT INTO audit_release (record, entry, version)
                    WITH RECURSIVE numbers (n) AS (SELECT \(start) UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < \(end))
                    SELECT CASE n % 100 WHEN 0 THEN \(famous) ELSE n * 2654435761 % \(people) END, n, 1
                    FROM numbers ORDER BY 1, 2
                    """
                )
            }
        }
    }

    /// Milliseconds of CPU of this process.
    private static func cpu() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        func milliseconds(_ time: timeval) -> Double { Double(time.tv_sec) * 1000 + Double(time.tv_usec) / 1000 }
        return milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime)
    }
}
