import Ledger

/// The log's disk, with the time that each durable write takes written down.
///
/// Nothing is disclosed before such a write has ended, so its time is in every answer.
struct MeasuredDisk: LogDisk {
    let disk: any LogDisk
    let measures: Measures

    func write(_ bytes: [UInt8], to file: String, at offset: UInt64, durably: Bool) async throws {
        let began = ContinuousClock.now
        try await disk.write(bytes, to: file, at: offset, durably: durably)
        if durably { measures.took(.ledgerDurable, ContinuousClock.now - began) }
    }

    func size(of file: String) async throws -> UInt64? { try await disk.size(of: file) }
    func read(_ file: String, at offset: UInt64, count: Int) async throws -> [UInt8] {
        try await disk.read(file, at: offset, count: count)
    }
    func truncate(_ file: String, to size: UInt64) async throws { try await disk.truncate(file, to: size) }
    func replace(_ file: String, with bytes: [UInt8], durably: Bool) async throws {
        try await disk.replace(file, with: bytes, durably: durably)
    }
    func removeFolder(_ folder: String) async throws { try await disk.removeFolder(folder) }
    func close() async { await disk.close() }
}

extension Measures.Family {
    /// How long a durable write of the log took.
    static let ledgerDurable = Self(
        "reeve_ledger_durable_seconds",
        .histogram,
        "Time until a batch of entries of the log was durable",
        bounds: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]
    )
}
