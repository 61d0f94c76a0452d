import CapabilityKit
import Vocabulary

/// Imports files one after another into a sink, or only looks at them.
struct Importer: Sendable {
    var hash: RecordHash
    var today: CalendarDate
    /// Where reject files go; `nil` keeps none.
    var rejectFolder: String?
    /// Records or bytes at which a batch is handed over.
    ///
    /// A batch is one transaction, and the larger it is the more of its rows share a page of an index. 200,000 take some
    /// 100 MB.
    var batchRecords = Self.batchRecords
    var batchBytes = 64 << 20

    static let batchRecords = 200_000

    /// Asked at each batch: whether to stop there, in a state from which the same command goes on.
    var shouldStop: @Sendable () -> Bool = { false }
    /// Told at each batch how far the import has come.
    var report: @Sendable (ImportPosition) -> Void = { _ in }

    /// Imports one file.
    ///
    /// Without a sink nothing is stored and everything is counted.
    ///
    /// A row that cannot be kept goes to the reject file. A file that cannot be read on keeps what was read before,
    /// and its fault is in the report.
    func run(_ job: ImportJob, into sink: inout (any RecordSink)?) async throws -> ImportReport {
        let identity = try ImportFile.identify(job, hash: hash)
        let earlier = try await sink?.position(of: identity)
        var position = earlier ?? ImportPosition(file: identity)
        if position.isComplete { return ImportReport(position, wasDone: true) }
        let firstRow = position.rows
        let (reader, plan) = try job.open(today: today)
        var encoder = RowEncoder(plan, hash: hash, file: job.name, today: today)
        let rejects = rejectFolder.map { RejectFile(folder: $0, name: job.name) }
        var rows = 0
        var outcome = BatchOutcome()
        var fault: Fault?
        var stopped = false

        func handOver(isComplete: Bool) async throws {
            try rejects?.append(encoder.rejects)
            encoder.rejects.removeAll(keepingCapacity: true)
            position = ImportPosition(
                file: identity,
                bytes: reader.consumed,
                rows: rows,
                records: encoder.records,
                rejected: encoder.rejected,
                outcome: outcome,
                isComplete: isComplete
            )
            if sink != nil { outcome += try await sink?.accept(encoder.batch, progress: position) ?? BatchOutcome() }
            encoder.batch.removeAll()
            report(position)
        }

        while true {
            do {
                guard let row = try reader.next() else { break }
                rows += 1
                encoder.encode(row, extraNames: reader.extraNames)
            } catch let trouble as Fault {
                fault = trouble
                break
            }
            if rows == firstRow {
                // Everything up to here is stored; it was read again for what depends on it.
                encoder.batch.removeAll()
                continue
            }
            guard encoder.batch.count >= batchRecords || encoder.batch.byteCount >= batchBytes else { continue }
            if rows < firstRow {
                encoder.batch.removeAll()
                continue
            }
            try await handOver(isComplete: false)
            if shouldStop() {
                stopped = true
                break
            }
        }
        if !stopped, rows >= firstRow {
            try await handOver(isComplete: fault == nil)
        }
        try rejects?.close()
        position.outcome = outcome
        var result = ImportReport(position, wasDone: false)
        result.fault = fault
        result.wasStopped = stopped
        result.rejectFile = encoder.rejected > 0 ? rejects?.path : nil
        result.findings = ImportReport.findings(encoder.tally, plan: plan)
        return result
    }
}
