import Store
import Vocabulary

extension RecordShelf {
    /// Every nominal with what its statements and its vehicles say, in one pass through the table.
    func gather() async throws -> [Int64: Gathering] {
        try await database.read { session in try Self.gather(in: session) }
    }

    /// Every nominal with what its statements and its vehicles say, in one pass through the table.
    static func gather(in session: any Session) throws -> [Int64: Gathering] {
        var pile = Pile(sources: try sources(in: session), marks: try RecordMarks.all(in: session))
        let wanted = Gathering.rows
        try session.forEach(
            """
            SELECT id, kind, source, subject, object, body, version FROM records_record
            WHERE current = 1 AND kind IN (\(wanted)) ORDER BY id
            """
        ) { row in try pile.add(row) }
        return pile.gathered()
    }

    /// The nominals that some records, whatever their kind, say something of; those not held speak of nobody.
    static func nominals(touchedBy records: [Int64], in session: any Session) throws -> Set<Int64> {
        var nominals: Set<Int64> = []
        var vehicles: [Int64] = []
        for portion in JoinShelf.portions(of: records) {
            let sql: SQL = "SELECT id, kind, subject FROM records_record WHERE current = 1 AND id IN (\(portion))"
            for row in try session.rows(sql) {
                switch RecordKind(rawValue: Int16(try row.integer(1))) {
                case .person: nominals.insert(try row.integer(0))
                case .vehicle: vehicles.append(try row.integer(0))
                default: if !row.isNull(2) { nominals.insert(try row.integer(2)) }
                }
            }
        }
        for portion in JoinShelf.portions(of: vehicles) {
            let sql: SQL = """
                SELECT subject FROM records_record
                WHERE current = 1 AND kind = \(RecordKind.keeper.rawValue) AND object IN (\(portion))
                    AND id IN (SELECT record FROM records_tie WHERE holder IN (\(portion)))
                """
            for row in try session.rows(sql) where !row.isNull(0) { nominals.insert(try row.integer(0)) }
        }
        return nominals
    }

    /// Some nominals with what their statements and their vehicles say.
    func gather(only handles: [Int64]) async throws -> [Int64: Gathering] {
        try await database.read { session in try Self.gather(only: handles, in: session) }
    }

    /// Some nominals with what their statements and their vehicles say: the same as of all, without the pass.
    static func gather(only handles: [Int64], in session: any Session) throws -> [Int64: Gathering] {
        var pile = Pile(sources: try sources(in: session), marks: try RecordMarks.all(in: session))
        let wanted = Gathering.rows
        var rows: [Row] = []
        for portion in JoinShelf.portions(of: handles) {
            for sql: SQL in [
                """
                SELECT id, kind, source, subject, object, body, version FROM records_record
                WHERE current = 1 AND kind = \(RecordKind.person.rawValue) AND id IN (\(portion))
                """,
                """
                SELECT id, kind, source, subject, object, body, version FROM records_record
                WHERE current = 1 AND kind IN (\(wanted)) AND subject IN (\(portion))
                    AND id IN (SELECT record FROM records_tie WHERE holder IN (\(portion)))
                """,
            ] { rows += try session.rows(sql) }
        }
        // In the order of the one pass: what comes first can count for more.
        let ordered = try rows.map { (id: try $0.integer(0), row: $0) }.sorted { $0.id < $1.id }
        for each in ordered { try pile.add(each.row) }
        for portion in JoinShelf.portions(of: pile.vehicles) {
            let sql: SQL = """
                SELECT id, kind, source, subject, object, body, version FROM records_record
                WHERE current = 1 AND kind = \(RecordKind.vehicle.rawValue) AND id IN (\(portion)) ORDER BY id
                """
            for row in try session.rows(sql) { try pile.add(row) }
        }
        return pile.gathered()
    }

    /// The number of a record, which follows from its id alone.
    func handle(of id: RecordID) -> RecordHandle { RecordHandle(of: id) }

    /// Rows as they come, until everything is known that belongs together.
    private struct Pile {
        let sources: [Int64: Source]
        let marks: RecordMarks
        private var found: [Int64: Gathering] = [:]
        private var plates: [Int64: [Fact]] = [:]
        private var keepers: [(person: Int64, vehicle: Int64)] = []

        init(sources: [Int64: Source], marks: RecordMarks) {
            self.sources = sources
            self.marks = marks
        }

        /// The vehicles that keeper rows speak of.
        var vehicles: [Int64] { Set(keepers.map(\.vehicle)).sorted() }

        mutating func add(_ row: Row) throws {
            let id = try row.integer(0)
            guard !marks.erased.contains(id) else { return }
            switch RecordKind(rawValue: Int16(try row.integer(1))) {
            case .person:
                found[id, default: Gathering()].add(try facts(of: row))
                found[id]?.force = sources[try row.integer(2)]?.force.description ?? ""
            case .vehicle:
                plates[id] = try facts(of: row)
            case .keeper:
                if !row.isNull(3), !row.isNull(4) { keepers.append((try row.integer(3), try row.integer(4))) }
            default:
                if !row.isNull(3) {
                    found[try row.integer(3), default: Gathering()].add(try facts(of: row))
                }
            }
        }

        /// What a row says, without what was found wrong.
        private func facts(of row: Row) throws -> [Fact] {
            let facts = try RecordBody.facts(in: row.text(5))
            let wrong = marks.wrong(in: try row.integer(0), version: try row.integer(6))
            return wrong.isEmpty ? facts : facts.filter { !wrong.contains($0.attribute) }
        }

        func gathered() -> [Int64: Gathering] {
            var found = found
            for keeper in keepers {
                if let facts = plates[keeper.vehicle] { found[keeper.person]?.add(facts) }
            }
            // A statement about a nominal that is not here (not yet imported) speaks of nobody.
            return found.filter { !$0.value.force.isEmpty }
        }
    }
}
