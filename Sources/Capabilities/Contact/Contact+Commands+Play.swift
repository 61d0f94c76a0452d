import ArgumentParser
import CapabilityKit
import Foundation

extension ContactCommand {
    /// The command `reeve contact play FILE --speed N`.
    struct Play: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Play calls of a file to a running node, as the network’s adapter would announce them.",
            discussion: """
                CSV with a heading, or a JSON object on each line: line, number, subscriber, address, latitude, longitude,
                radius, method, silent, whispering, text, key, and `after` in seconds or `at` as a moment. The credential
                is read from REEVE_CREDENTIAL as `name.secret`: a duty manager lets its fingerprint in at
                /contact/adapters.

                EXAMPLE
                  REEVE_CREDENTIAL=eisec.… reeve contact play calls.csv --speed 10 --json

                EXIT CODES
                  0 every call was taken in · 1 some were not · 64 wrong usage · 70 fault
                """
        )

        @Argument(help: "The file, or - for standard input.")
        var file: String

        @Option(help: "How much faster than it was; 1 is as it was.")
        var speed = 1.0

        @Option(help: "The node’s address.")
        var node = "http://127.0.0.1:8420"

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            guard speed > 0, speed.isFinite else { throw ValidationError("give a speed above 0") }
            guard let credential = ProcessInfo.processInfo.environment["REEVE_CREDENTIAL"], !credential.isEmpty else {
                throw ValidationError("put the adapter’s credential into REEVE_CREDENTIAL")
            }
            guard let post = Contact.posting else {
                throw Fault(.noNode, "this program cannot reach a node", help: "run it as a subcommand of `reeve`")
            }
            let data =
                file == "-" ? FileHandle.standardInput.readDataToEndOfFile() : try Data(contentsOf: URL(filePath: file))
            let calls = try Contact.Played.read(String(decoding: data, as: UTF8.self))
            let began = ContinuousClock.now, speed = speed
            let address = node + "/machine/v1/contact/calls"
            var report = Contact.Played.Report(calls: calls.count), times: [Double] = []
            await withTaskGroup(of: (Double, String?).self) { group in
                for call in calls {
                    let due = began + .seconds(call.after / speed)
                    group.addTask { await Self.send(call, at: due, to: address, credential, post) }
                }
                for await (milliseconds, refusal) in group {
                    if let refusal {
                        report.refused[refusal, default: 0] += 1
                    } else {
                        report.taken += 1
                        times.append(milliseconds)
                    }
                }
            }
            times.sort()
            func at(_ share: Double) -> Double {
                times.isEmpty ? 0 : times[min(times.count - 1, Int(Double(times.count) * share))]
            }
            (report.p50, report.p95, report.slowest) = (at(0.5), at(0.95), times.last ?? 0)
            report.seconds = (ContinuousClock.now - began) / .seconds(1)
            if json {
                print(try CommandJSON.text(report))
            } else {
                print("\(report.taken) of \(report.calls) calls taken in, 95 % within \(Int(report.p95)) ms")
                for (answer, count) in report.refused.sorted(by: { $0.key < $1.key }) { print("\(count) × \(answer)") }
            }
            if report.taken < report.calls { throw ExitCode(1) }
        }

        private static func send(
            _ call: Contact.Played.Call,
            at due: ContinuousClock.Instant,
            to address: String,
            _ credential: String,
            _ post: Contact.Posting
        ) async -> (Double, String?) {
            do {
                try await Task.sleep(until: due)
                let sent = ContinuousClock.now
                let (status, _) = try await post(address, Contact.Played.form(call), credential)
                return ((ContinuousClock.now - sent) / .milliseconds(1), status == 200 ? nil : "status \(status)")
            } catch {
                return (0, "not reached")
            }
        }
    }

    /// The command `reeve contact secret NAME`.
    struct Secret: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make the secret of an adapter, and the fingerprint by which a node knows it.",
            discussion: """
                Run it where the secret is used. A duty manager puts the fingerprint into /contact/adapters. To rotate, make
                a second one, let it in, change over, and end the first.

                EXAMPLE
                  reeve contact secret eisec-1
                """
        )

        @Argument(help: "The adapter’s name: small letters, digits, hyphens.")
        var name: String

        func run() async throws {
            guard MachineCredential.isName(name) else {
                throw ValidationError("give a name of small letters and digits")
            }
            var generator = SystemRandomNumberGenerator()
            let secret = MachineCredential.secret((0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) })
            print("credential   \(name).\(secret)")
            print("fingerprint  \(MachineCredential.fingerprint(of: secret))")
        }
    }
}
