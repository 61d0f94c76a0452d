import Dispatch
import Foundation
import Synchronization
import Vocabulary

/// Whether somebody pressed Ctrl-C.
final class StopFlag: Sendable {
    private let flag = Atomic(false)

    var isSet: Bool { flag.load(ordering: .relaxed) }

    func set() { flag.store(true, ordering: .relaxed) }

    /// Takes Ctrl-C for as long as the source returned is kept: the first asks for a clean stop, the second is final.
    func listen() -> any DispatchSourceSignal {
        signal(SIGINT, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
        source.setEventHandler { [self] in
            if isSet { exit(130) }
            set()
            FileHandle.standardError.write(Data("\nstopping at the end of this batch\n".utf8))
        }
        source.resume()
        return source
    }
}

/// One line on a terminal that says how far a file has come: rate, what is left, counts.
final class ProgressLine: Sendable {
    private let file: String
    private let begun = ContinuousClock.now
    private let shown = Mutex(ContinuousClock.now)

    init(file: String) { self.file = file }

    func show(_ position: ImportPosition) {
        let now = ContinuousClock.now
        let isDue = shown.withLock { last in
            guard now - last > .milliseconds(200) else { return false }
            last = now
            return true
        }
        guard isDue else { return }
        let seconds = Double((now - begun).components.seconds) + Double((now - begun).components.attoseconds) / 1e18
        let text = Self.text(file: file, position, seconds: seconds)
        FileHandle.standardError.write(Data("\r\u{1b}[K\(text)".utf8))
    }

    /// The line's text: `2 of 11 addresses.csv: 412000 rows, 61 %, 310000 rows/s, 1 s left, 3 rejected`.
    static func text(file: String, _ position: ImportPosition, seconds: Double) -> String {
        let size = Double(max(position.file.size, 1))
        let done = min(1, Double(position.bytes) / size)
        let rate = seconds > 0 ? Double(position.rows) / seconds : 0
        let left = done > 0 ? seconds * (1 - done) / done : 0
        var text =
            "\(file): \(position.rows) rows, \(Int(done * 100)) %, \(Int(rate)) rows/s, \(Int(left.rounded(.up))) s left"
        if position.rejected > 0 { text += ", \(position.rejected) rejected" }
        return text
    }

    static func clear() { FileHandle.standardError.write(Data("\r\u{1b}[K".utf8)) }
}

extension CalendarDate {
    /// The day it is, for a check that no node's clock stands behind.
    static func today() -> CalendarDate {
        let milliseconds = Int64(Date().timeIntervalSince1970 * 1000)
        return Timestamp.uk(milliseconds: milliseconds).date
    }
}
