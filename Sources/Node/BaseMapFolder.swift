import Foundation
import PageKit
import Vocabulary

extension BaseMap {
    /// Reads the base map of a folder of GeoJSON files; `attribution.txt` beside them says whom to credit.
    ///
    /// - Throws: ``Fault`` `node.base_map_missing` when the folder has no such file.
    init(folder: String) throws {
        var files: [String: [UInt8]] = [:]
        for name in ["land", "places", "rivers", "motorways", "forces"] {
            if let data = FileManager.default.contents(atPath: "\(folder)/\(name).geojson") {
                files[name] = Array(data)
            }
        }
        guard !files.isEmpty else {
            throw Fault(
                .baseMapMissing,
                "the folder `\(folder)` holds no base map",
                help:
                    "it should hold land.geojson, forces.geojson, motorways.geojson, places.geojson and rivers.geojson"
            )
        }
        let credit = (try? String(contentsOfFile: "\(folder)/attribution.txt", encoding: .utf8))?
            .trimmingCharacters(in: .whitespacesAndNewlines)
        self.init(
            geoJSON: files,
            attribution: credit
                ?? "Source: Office for National Statistics licensed under the Open Government Licence v.3.0. "
                + "Contains OS data © Crown copyright and database right."
        )
    }
}

extension Fault.Code {
    /// The folder named has no base map.
    package static let baseMapMissing = Self("node.base_map_missing", status: 500)
}
