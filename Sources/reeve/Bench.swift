import ArgumentParser
import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The command `reeve bench`.
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure Reeve on this machine.",
        discussion: """
            Prints JSON. Seconds are of the processor, user and system, of the whole process.

            EXAMPLE
              reeve bench linkage --records 100000
            """,
        subcommands: [BenchLinkage.self, BenchSearch.self, BenchFederation.self, BenchNation.self, BenchContact.self]
    )
}

/// What this process has used so far.
enum ProcessUse {
    /// Seconds of CPU, user and system, of all threads.
    static var seconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// The most memory held at any moment, in MB of 1,048,576 bytes; 0 where the system does not tell.
    static var peakMB: Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return (line?.split(separator: " ").compactMap { Int($0) }.first ?? 0) / 1024
    }
}
