/// How much two texts share of what they consist of: the part of the union that is in both (Jaccard 1901).
///
/// Two texts of nothing share all, 1.
package enum SetSimilarity {
    /// Over runs of `size` neighbouring elements; 1 takes single elements, as DuckDB's `jaccard` does.
    ///
    /// A sequence shorter than `size` has none.
    package static func runs<Element: Hashable>(_ a: [Element], _ b: [Element], size: Int) -> Double {
        func all(_ sequence: [Element]) -> Set<ArraySlice<Element>> {
            guard size > 0, sequence.count >= size else { return [] }
            return Set((0...sequence.count - size).map { sequence[$0..<$0 + size] })
        }
        return share(all(a), all(b))
    }

    /// Over pieces of `size` elements cut one after the other, the last perhaps shorter, as jellyfish cuts them.
    package static func pieces<Element: Hashable>(_ a: [Element], _ b: [Element], size: Int) -> Double {
        func all(_ sequence: [Element]) -> Set<ArraySlice<Element>> {
            guard size > 0 else { return [] }
            return Set(stride(from: 0, to: sequence.count, by: size).map { sequence[$0...].prefix(size) })
        }
        return share(all(a), all(b))
    }

    /// Over the words of two texts, parted by white space.
    package static func words(_ a: String, _ b: String) -> Double {
        share(Set(a.split(whereSeparator: \.isWhitespace)), Set(b.split(whereSeparator: \.isWhitespace)))
    }

    private static func share<Element>(_ a: Set<Element>, _ b: Set<Element>) -> Double {
        if a.isEmpty, b.isEmpty { return 1 }
        let shared = a.intersection(b).count
        return Double(shared) / Double(a.count + b.count - shared)
    }
}
