import CapabilityKit
import Foundation
import Ledger
import Synchronization
import Vocabulary

/// The node's log of security: one line of JSON for each event, in a file for each day, that is only ever added to.
///
/// A line is on disk before the act it tells of takes effect. Each holds the SHA-256 of the line before it, over the
/// ends of days too, so that a line changed, moved or taken out breaks the chain; the last line of each day goes into
/// the ledger, where witnesses see it. Signing in is none of the six operations of DPA 2018 s.62(1), so it has no entry
/// of its own there.
package final class SecurityLog: Sendable {
    /// One line.
    struct Line: Codable {
        var at: String
        var event: String
        var officer: String?
        var account: String?
        var address: String
        var reason: String?
        /// SHA-256 of the line before in hexadecimal; of no bytes for the first line of all.
        var previous: String
    }

    /// One day's file: how many lines it has, and the SHA-256 of the last.
    package struct Day: Sendable, Hashable {
        /// `2026-11-23`.
        package var name: String
        package var lines: Int
        package var head: String
        /// Lines cut off by a crash: nothing was done on their strength.
        package var torn: Int
    }

    private struct State {
        var descriptor: Int32 = -1
        var day = ""
        var head = Digest.sha256([UInt8]())
        var stopped: Fault?
        var broken: Fault?
    }

    /// Days after which a file is removed.
    package static let keptDays = 400

    private let folder: String
    private let clock: Clock
    private let state: Mutex<State>

    /// Opens the log of a folder, which is made where it is missing.
    ///
    /// - Throws: ``Fault`` when the folder cannot be used.
    package init(folder: String, clock: @escaping Clock) throws {
        self.folder = folder
        self.clock = clock
        do {
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw Fault(.folderUnusable, "the folder `\(folder)` of the security log cannot be made", cause: error)
        }
        var state = State()
        state.head = try Self.head(in: folder)
        self.state = Mutex(state)
    }

    deinit { state.withLock { if $0.descriptor >= 0 { Glibc.close($0.descriptor) } } }

    /// Why nothing more can be written; `nil` while all is well.
    package var stopped: Fault? { state.withLock { $0.stopped } }

    /// What was changed, as far as the last look at the chain has shown; `nil` while it holds.
    package var broken: Fault? { state.withLock { $0.broken } }

    /// Writes one event and waits until it is on disk.
    ///
    /// - Throws: `node.security_log_stopped`. The next event is tried again.
    package func write(_ event: SecurityEvent) throws {
        let now = clock()
        try state.withLock { state in
            do {
                // With a clock that was set back it goes on in the file it is at.
                if state.day.isEmpty || now.date.description > state.day { try turn(to: now.date, &state) }
                let line = Line(
                    at: now.rfc3339,
                    event: event.kind.rawValue,
                    officer: event.officer.map(SecurityEvent.plain),
                    account: event.account.map(SecurityEvent.plain),
                    address: SecurityEvent.plain(event.address),
                    reason: event.reason.map(SecurityEvent.plain),
                    previous: state.head.description
                )
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
                let bytes = Array(try encoder.encode(line))
                let whole = bytes + [0x0A]
                guard Glibc.write(state.descriptor, whole, whole.count) == whole.count,
                    fdatasync(state.descriptor) == 0
                else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
                state.head = Digest.sha256(bytes)
                state.stopped = nil
            } catch {
                // What was half written is closed by the next opening.
                if state.descriptor >= 0 { Glibc.close(state.descriptor) }
                (state.descriptor, state.day) = (-1, "")
                let fault = Fault(
                    .securityLogStopped,
                    "the log of security cannot be written, so nobody signs in",
                    help: "see to the disk of the node's folder",
                    cause: error
                )
                state.stopped = fault
                throw fault
            }
        }
    }

    /// Opens the file of a day, or of the last one that there is, closes a line that a crash cut off, and removes what
    /// has been kept long enough.
    private func turn(to today: CalendarDate, _ state: inout State) throws {
        if state.descriptor >= 0 {
            Glibc.close(state.descriptor)
            state.descriptor = -1
        } else {
            // What the failure before left is in no memory.
            state.head = try Self.head(in: folder)
        }
        let day = max(today.description, try Self.days(in: folder).last ?? "")
        let path = "\(folder)/\(day).jsonl"
        state.descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard state.descriptor >= 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        if try Self.lines(of: path).torn != nil {
            guard Glibc.write(state.descriptor, [0x0A], 1) == 1 else { throw POSIXError(.EIO) }
        }
        state.day = day
        guard let number = today.dayNumber, let first = CalendarDate(dayNumber: number - Self.keptDays) else { return }
        for old in try Self.days(in: folder) where old < first.description {
            try FileManager.default.removeItem(atPath: "\(folder)/\(old).jsonl")
        }
    }

    // MARK: - Reading

    /// The lines of the last days, the oldest first; what cannot be read is passed over.
    func replay(days: Int, _ visit: (Line) -> Void) throws {
        for day in try Self.days(in: folder).suffix(days) {
            for line in try Self.lines(of: "\(folder)/\(day).jsonl").whole {
                if let line = try? JSONDecoder().decode(Line.self, from: Data(line)) { visit(line) }
            }
        }
    }

    /// Days that are over and whose last line has not been put into the ledger.
    ///
    /// - Throws: as ``verify(_:)``; a broken chain is ``broken`` from then on.
    package func unanchored() throws -> [Day] {
        let today = clock().date.description
        let anchored = (try? String(contentsOfFile: anchorFile, encoding: .utf8)) ?? ""
        guard try Self.days(in: folder).contains(where: { $0 < today && $0 > anchored }) else { return [] }
        do {
            let days = try Self.verify(folder)
            state.withLock { $0.broken = nil }
            return days.filter { $0.name < today && $0.name > anchored }
        } catch let fault as Fault where fault.code == .securityLogBroken {
            state.withLock { $0.broken = fault }
            throw fault
        }
    }

    /// Remembers that the days up to this one are in the ledger.
    package func anchored(_ day: Day) throws {
        try Data(day.name.utf8).write(to: URL(filePath: anchorFile), options: .atomic)
    }

    private var anchorFile: String { folder + "/anchored" }

    /// Checks that the lines of a folder are one chain, and counts them.
    ///
    /// - Throws: `node.security_log_broken` with the file and line that do not follow from the line before.
    package static func verify(_ folder: String) throws -> [Day] {
        var head: String?
        var found: [Day] = []
        for day in try days(in: folder) {
            let lines = try lines(of: "\(folder)/\(day).jsonl")
            var torn = lines.torn == nil ? 0 : 1
            for (number, bytes) in lines.whole.enumerated() {
                let line = try? JSONDecoder().decode(Line.self, from: Data(bytes))
                // A line that a crash cut off says nothing; the next one still follows from its bytes.
                if line == nil { torn += 1 }
                guard line == nil || head == nil || line?.previous == head else {
                    throw Fault(
                        .securityLogBroken,
                        "`\(day).jsonl` line \(number + 1) does not follow from the line before",
                        help: "keep the folder as it is; compare with the copies that other machines hold"
                    )
                }
                head = Digest.sha256(bytes).description
            }
            if let last = lines.torn { head = Digest.sha256(last).description }
            found.append(Day(name: day, lines: lines.whole.count, head: head ?? "", torn: torn))
        }
        return found
    }

    /// The SHA-256 of the last line of all, whole or cut off by a crash; of no bytes where there is none.
    private static func head(in folder: String) throws -> Digest {
        for day in try days(in: folder).reversed() {
            let lines = try lines(of: "\(folder)/\(day).jsonl")
            if let last = lines.torn ?? lines.whole.last { return Digest.sha256(last) }
        }
        return Digest.sha256([UInt8]())
    }

    private static func days(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".jsonl") }
            .map { String($0.dropLast(6)) }.sorted()
    }

    /// The lines of a file, and what follows the last end of a line.
    private static func lines(of path: String) throws -> (whole: [[UInt8]], torn: [UInt8]?) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Fault(.folderUnusable, "`\(path)` cannot be read")
        }
        var parts = data.split(separator: 0x0A, omittingEmptySubsequences: false).map { Array($0) }
        let rest = parts.popLast() ?? []
        return (parts, rest.isEmpty ? nil : rest)
    }
}

extension NodeFolder {
    /// The log of security.
    package var security: String { path + "/security" }
}

extension Fault.Code {
    /// The log of security cannot be written.
    package static let securityLogStopped = Self("node.security_log_stopped", status: 503)
    /// The log of security was changed.
    package static let securityLogBroken = Self("node.security_log_broken", status: 500)
}
