import Foundation
import Synchronization
import Testing
import Vocabulary

/// Expects that some work throws a fault of one code.
func expectFault(
    _ code: Fault.Code,
    at location: SourceLocation = #_sourceLocation,
    _ work: () async throws -> some Any
) async {
    do {
        _ = try await work()
        Issue.record("nothing was thrown; expected \(code)", sourceLocation: location)
    } catch let fault as Fault {
        #expect(fault.code == code, "\(fault)", sourceLocation: location)
    } catch {
        Issue.record("\(error) was thrown; expected \(code)", sourceLocation: location)
    }
}

/// The memory this process has of its own, without mapped files, in bytes.
func heldMemory() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("RssAnon:") } ?? ""
    return (Int(line.filter(\.isNumber)) ?? 0) * 1024
}

/// Runs asynchronous work from inside a transaction and waits for its end.
///
/// Only for a test of what two sessions do.
func blocking(_ work: @escaping @Sendable () async throws -> Void) -> Result<Void, any Error> {
    let failure = Kept<any Error>()
    let done = DispatchSemaphore(value: 0)
    Task {
        do { try await work() } catch { failure.keep(error) }
        done.signal()
    }
    done.wait()
    return failure.value.map { .failure($0) } ?? .success(())
}

/// A value handed from one thread to another.
final class Kept<Value: Sendable>: Sendable {
    private let state = Mutex<Value?>(nil)

    var value: Value? { state.withLock { $0 } }

    func keep(_ value: Value) { state.withLock { $0 = value } }
}

/// Counts across closures that may run on any thread.
final class Counter: Sendable {
    private let state = Mutex(0)

    var value: Int { state.withLock { $0 } }

    func next() -> Int {
        state.withLock { count in
            count += 1
            return count
        }
    }
}
