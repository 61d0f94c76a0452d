import CapabilityKit
import Ledger
import Vocabulary

/// The roster as a vote uses it: a text whose hash the opening names.
///
/// One line a force, its fields parted by tabs: code, name, region, resident people, first day, last day, the chief
/// officer's key, the local policing body's key; `-` where there is none.
struct GovernanceElectorate: Hashable, Sendable {
    struct Row: Hashable, Sendable {
        var force: ForceCode
        var name: String
        var region: String
        var population: UInt32
        var validFrom: CalendarDate?
        var validTo: CalendarDate?
        var chief: VerifierKey?
        var body: VerifierKey?
    }

    var rows: [Row]

    /// The text that is published and hashed.
    var text: String {
        rows.map { row in
            [
                row.force.description, row.name, row.region, String(row.population),
                row.validFrom?.description ?? "-", row.validTo?.description ?? "-",
                row.chief?.description ?? "-", row.body?.description ?? "-",
            ].joined(separator: "\t") + "\n"
        }.joined()
    }

    /// The name by which an opening calls it.
    var digest: Digest { Digest.sha256(text) }

    init(rows: [Row]) { self.rows = rows }

    /// Reads what ``text`` writes.
    ///
    /// - Throws: ``Fault`` `governance.electorate_unreadable`, with the line.
    init(parsing text: String) throws {
        var lines = Array(text.utf8).split(separator: 0x0A, omittingEmptySubsequences: false)
        guard lines.popLast()?.isEmpty == true else { throw Self.fault("its last line does not end") }
        rows = try lines.enumerated().map { number, line in
            let fields = line.split(separator: 0x09, omittingEmptySubsequences: false)
                .map { String(decoding: $0, as: UTF8.self) }
            guard fields.count == 8, let force = ForceCode(fields[0]), force.description == fields[0],
                !fields[1].isEmpty, !fields[2].isEmpty, let population = UInt32(fields[3]),
                String(population) == fields[3]
            else { throw Self.fault("line \(number + 1)") }
            func optional<Value: CustomStringConvertible>(_ text: String, _ read: (String) -> Value?) throws -> Value? {
                if text == "-" { return nil }
                guard let value = read(text), value.description == text else { throw Self.fault("line \(number + 1)") }
                return value
            }
            func day(_ text: String) throws -> CalendarDate? {
                try optional(text) { text in CalendarDate(parsing: text).flatMap { $0.isComplete ? $0 : nil } }
            }
            return Row(
                force: force,
                name: fields[1],
                region: fields[2],
                population: population,
                validFrom: try day(fields[4]),
                validTo: try day(fields[5]),
                chief: try optional(fields[6]) { VerifierKey.voter($0) },
                body: try optional(fields[7]) { VerifierKey.voter($0) }
            )
        }
    }

    /// The forces that have a vote on a day, by their codes.
    ///
    /// - Throws: ``Fault`` `governance.electorate_unreadable` where a force is there twice or a key serves two voters:
    ///   either would be one vote too many.
    func members(on day: CalendarDate) throws -> [Row] {
        let inBeing = rows.filter { row in
            (row.validFrom.map { $0 <= day } ?? true) && (row.validTo.map { day <= $0 } ?? true)
        }.sorted { $0.force < $1.force }
        let keys = inBeing.flatMap { [$0.chief, $0.body] }.compactMap { $0?.publicKey }
        guard Set(inBeing.map(\.force)).count == inBeing.count, Set(keys).count == keys.count else {
            throw Self.fault("on \(day) a force is there twice or one key serves two voters")
        }
        return inBeing
    }

    private static func fault(_ why: String) -> Fault {
        Fault(
            .governanceElectorate,
            "the roster of the vote cannot be used: \(why)",
            help: "ask whoever published it; the opening names it by its hash"
        )
    }
}

extension GovernanceElectorate.Row {
    /// The key with which a seat of this force signs.
    func key(of seat: GovernanceVoter.Seat) -> VerifierKey? {
        switch seat {
        case .chief: chief
        case .body: body
        }
    }

    /// The force as the voting rule sees it.
    var member: GovernanceMember {
        GovernanceMember(code: force.description, name: name, region: region, population: population)
    }
}

extension Fault.Code {
    /// The roster of a vote is malformed or gives somebody two votes.
    package static let governanceElectorate = Self("governance.electorate_unreadable", status: 422)
}
