import Store
import Vocabulary

/// Writes one batch of records: what is new, what changed, and how far the file has been read, in one transaction.
///
/// The batch is durable as a whole with the position it reaches, so that an import killed at any moment goes on where
/// its last whole batch ended, and nothing is stored twice. Rows go in by the order of their numbers and then ties by
/// the order of theirs: each index is walked through once a batch, however much larger than the cache it has grown.
struct RecordWriter: Sendable {
    let collection: Int64
    let source: Int64
    /// Those of the batch's records that may be held already; the others surely are not.
    let maybeHeld: [Int64]

    /// Rows bound for the database at a time: a batch may hold 100 MB and is not copied whole.
    private static let portion = 512

    /// Stores one batch and the position it reaches.
    ///
    /// No record stands in it twice.
    func write(
        _ batch: RecordBatch,
        position: String,
        rejected: Int,
        in database: any Database
    ) async throws -> BatchOutcome {
        try await database.write { session in
            let held = try Self.held(maybeHeld, in: session)
            let outcome = try batch.keyBytes.withUnsafeBufferPointer { keys in
                try batch.bodyBytes.withUnsafeBufferPointer { bodies in
                    try store(batch, keys: keys, bodies: bodies, held: held, in: session)
                }
            }
            try session.run(
                """
                UPDATE records_collection SET position = \(position), rejected = \(rejected),
                    added = added + \(outcome.new), changed = changed + \(outcome.changed),
                    unchanged = unchanged + \(outcome.unchanged)
                WHERE id = \(collection)
                """
            )
            return outcome
        }
    }

    private typealias Held = [Int64: (version: Int64, digest: UInt128, subject: Int64)]

    private func store(
        _ batch: RecordBatch,
        keys: UnsafeBufferPointer<UInt8>,
        bodies: UnsafeBufferPointer<UInt8>,
        held: Held,
        in session: any Session
    ) throws -> BatchOutcome {
        var outcome = BatchOutcome()
        var ties: [Tie] = []
        var touched = Touched()
        var rows = RowBatch(into: "records_record", columns: Self.columns)
        let erased = try RecordMarks.of(Array(held.keys), in: session).erased
        let order = HashOrder.sorted(batch.heads.indices.lazy.map { Place(id: batch.heads[$0].id, index: Int32($0)) })
        for place in order {
            let id = place.id, index = Int(place.index), head = batch.heads[index]
            let before = held.isEmpty ? nil : held[id]
            // What was erased stays erased, whatever an export still says.
            if let before, before.digest == head.digest || erased.contains(id) {
                outcome.unchanged += 1
                continue
            }
            touched.add(head, before: before?.subject ?? 0)
            let first = ties.count
            if head.subject != 0 { ties.append(Tie(holder: head.subject, record: id)) }
            if head.object != 0, head.object != head.subject { ties.append(Tie(holder: head.object, record: id)) }
            if before == nil {
                outcome.new += 1
            } else {
                outcome.changed += 1
                try session.run("UPDATE records_record SET current = 0 WHERE current = 1 AND id = \(id)")
                // The version before it may have had the same ties.
                for tie in ties[first...] {
                    try session.run(
                        """
                        INSERT INTO records_tie (holder, record) VALUES (\(tie.holder), \(tie.record))
                        ON CONFLICT DO NOTHING
                        """
                    )
                }
                ties.removeSubrange(first...)
            }
            append(
                head,
                key: UnsafeBufferPointer(rebasing: keys[batch.keyRange(at: index)]),
                body: UnsafeBufferPointer(rebasing: bodies[batch.bodyRange(at: index)]),
                version: (before?.version ?? 0) + 1,
                to: &rows
            )
            if rows.count == Self.portion {
                try session.insert(rows)
                rows.removeAll()
            }
        }
        if rows.count > 0 { try session.insert(rows) }
        try Self.store(HashOrder.sorted(ties), in: session)
        try ChangeJournal.note(touched.records, content: touched.content, in: session)
        return outcome
    }

    /// Whom the stored records say something of that people are found or joined by.
    private struct Touched {
        private static let kinds = Set(Gathering.rows)
        var records: Set<Int64> = []
        var content: UInt64 = 0

        /// `before`: whom the version before this one spoke of; 0 for nobody.
        mutating func add(_ head: RecordBatch.Head, before: Int64) {
            guard Self.kinds.contains(head.kind) else { return }
            records.insert(head.subject != 0 && head.kind != RecordKind.vehicle.rawValue ? head.subject : head.id)
            if before != 0 { records.insert(before) }
            content = (content ^ UInt64(truncatingIfNeeded: head.digest)) &* 0xFF51_AFD7_ED55_8CCD
        }
    }

    /// Where a record stands in the batch.
    private struct Place: HashOrdered {
        var id: Int64
        var index: Int32

        var hash: Int64 { id }

        static func < (a: Self, b: Self) -> Bool { a.id < b.id }
    }

    private struct Tie: HashOrdered {
        var holder: Int64
        var record: Int64

        var hash: Int64 { holder }

        static func < (a: Self, b: Self) -> Bool { a.holder == b.holder ? a.record < b.record : a.holder < b.holder }
    }

    private static func store(_ ties: [Tie], in session: any Session) throws {
        var rows = RowBatch(into: "records_tie", columns: ["holder", "record"])
        for start in stride(from: 0, to: ties.count, by: portion) {
            rows.removeAll()
            for tie in ties[start..<min(start + portion, ties.count)] {
                rows.append(tie.holder)
                rows.append(tie.record)
            }
            try session.insert(rows)
        }
    }

    private static func held(_ ids: [Int64], in session: any Session) throws -> Held {
        var held: Held = [:]
        for start in stride(from: 0, to: ids.count, by: 500) {
            let portion = Array(ids[start..<min(start + 500, ids.count)])
            let sql: SQL = """
                SELECT id, version, digest, subject FROM records_record WHERE current = 1 AND id IN (\(portion))
                """
            for row in try session.rows(sql) {
                var digest: UInt128 = 0
                for byte in try row.blob(2) { digest = digest << 8 | UInt128(byte) }
                held[try row.integer(0)] = (try row.integer(1), digest, row.isNull(3) ? 0 : try row.integer(3))
            }
        }
        return held
    }

    private static let columns: [StaticString] = [
        "id", "version", "current", "source", "kind", "key", "subject", "object", "recorded_at", "recorded_offset",
        "grading", "marking", "review_on", "collection", "digest", "body",
    ]

    private func append(
        _ head: RecordBatch.Head,
        key: UnsafeBufferPointer<UInt8>,
        body: UnsafeBufferPointer<UInt8>,
        version: Int64,
        to rows: inout RowBatch
    ) {
        let subject = head.subject, object = head.object, moment = head.moment
        rows.append(head.id)
        rows.append(version)
        rows.append(1 as Int64)
        rows.append(source)
        rows.append(Int64(head.kind))
        rows.append(text: key)
        rows.append(subject == 0 ? nil : subject as Int64?)
        rows.append(object == 0 ? nil : object as Int64?)
        rows.append(moment == RecordBatch.noMoment ? nil : moment as Int64?)
        rows.append(Int64(head.offset))
        rows.append(head.grading == 0 ? nil : Int64(head.grading) as Int64?)
        rows.append(Int64(head.marking))
        rows.append(head.review == 0 ? nil : Int64(head.review) as Int64?)
        rows.append(collection)
        withUnsafeBytes(of: head.digest.bigEndian) { digest in
            digest.withMemoryRebound(to: UInt8.self) { rows.append(blob: $0) }
        }
        rows.append(text: body)
    }
}
