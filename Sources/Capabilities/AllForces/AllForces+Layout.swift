import CapabilityKit
import Foundation

extension AllForces {
    /// Where each force's hexagon stands: data with a source.
    struct Layout: Decodable, Sendable {
        var source: String
        var hexagons: [Hexagon]

        struct Hexagon: Decodable, Sendable {
            var force: ForceCode
            /// From the north, from 0; odd rows stand half a hexagon further east.
            var row: Int
            /// From the west, from 0.
            var column: Int
        }

        /// The layout that is shipped.
        static func shipped() throws -> Layout {
            guard let file = Bundle.module.resourceURL?.appending(path: "Layout/hexagons.json"),
                let data = try? Data(contentsOf: file)
            else {
                throw Fault(
                    .layoutMissing,
                    "the layout of the forces is not installed",
                    help: "install the program again"
                )
            }
            return try JSONDecoder().decode(Layout.self, from: data)
        }
    }
}

extension Fault.Code {
    /// The file that says where each force's hexagon stands is missing.
    static let layoutMissing = Self("nation.layout_missing", status: 500)
}
