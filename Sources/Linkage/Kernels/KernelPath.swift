import CLinkageKernels

/// A way to compare one name with many.
///
/// All ways give the same numbers, bit for bit; they differ in speed only.
package enum KernelPath: String, Sendable, CaseIterable, Codable {
    /// One pair after the other, as ``JaroWinkler`` and ``EditDistance`` compare them.
    case scalar
    /// Plain Swift vectors of 16 bytes: every machine has it.
    case plain
    /// AVX2, on x86-64.
    case avx2
    /// AVX-512 with byte and word instructions, on x86-64.
    case avx512

    /// The fastest way this machine has.
    package static let best: KernelPath = available.last ?? .plain

    /// The ways this machine has, the fastest last.
    package static let available: [KernelPath] = allCases.filter { $0.level <= Int(reeve_kernel_level()) }

    /// The number the C target knows it by, 0 for those in Swift.
    var level: Int {
        switch self {
        case .scalar, .plain: 0
        case .avx2: REEVE_LEVEL_AVX2
        case .avx512: REEVE_LEVEL_AVX512
        }
    }

    /// This way where the machine has it, and else the fastest one it has.
    package var orBest: KernelPath { Self.available.contains(self) ? self : Self.best }
}

/// What is measured between one name and many.
package enum NameMetric: String, Sendable, CaseIterable, Codable {
    /// `JaroWinkler.similarity`, from 0 to 1.
    case jaroWinkler
    /// `EditDistance.levenshtein`, a whole number.
    case levenshtein
    /// `EditDistance.alignment`, a whole number.
    case alignment

    var code: Int {
        switch self {
        case .jaroWinkler: REEVE_JARO_WINKLER
        case .levenshtein: REEVE_LEVENSHTEIN
        case .alignment: REEVE_ALIGNMENT
        }
    }
}
