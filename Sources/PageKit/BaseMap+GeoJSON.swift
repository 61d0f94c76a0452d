import Foundation

extension BaseMap {
    /// Reads a base map from GeoJSON files, given by name and bytes; a file that is missing leaves its layer out.
    ///
    /// The names are `land`, `places` (points with `name` and `pop`; polygons are built-up areas), `rivers`,
    /// `motorways` and `forces` (areas with `name`, `force` for its official name, and the label's `lon` and `lat`). What cannot be read is left
    /// out: a map without a river is still a map.
    package init(geoJSON files: [String: [UInt8]], attribution: String) {
        let land = Feature.read(files["land"])
        let places = Feature.read(files["places"])
        let forces = Feature.read(files["forces"])
        layers = [
            MapLayer(.land, paths: land.flatMap(\.paths)),
            MapLayer(.urban, paths: places.flatMap(\.paths)),
            MapLayer(.water, paths: Feature.read(files["rivers"]).flatMap(\.paths)),
            MapLayer(.road, paths: Feature.read(files["motorways"]).flatMap(\.paths)),
            MapLayer(.boundary, paths: forces.flatMap(\.paths)),
        ].filter { !$0.paths.isEmpty }
        let towns = places.compactMap { place in
            place.label.map { MapName(place.name, at: $0, weight: place.population) }
        }
        names = towns + forces.compactMap { force in force.label.map { MapName(force.name, at: $0, isForce: true) } }
        self.attribution = attribution
        areas = forces.compactMap { force in
            force.force.map { MapArea(force: $0, name: force.name, rings: force.paths) }
        }
    }
}

/// One feature of a GeoJSON file, as much of it as a base map needs.
private struct Feature {
    var name: String
    var force: String?
    var population: Double
    var label: GeoPoint?
    var paths: [[GeoPoint]]

    static func read(_ bytes: [UInt8]?) -> [Feature] {
        guard let bytes, let object = try? JSONSerialization.jsonObject(with: Data(bytes)),
            let features = (object as? [String: Any])?["features"] as? [[String: Any]]
        else { return [] }
        return features.compactMap(Feature.init)
    }

    init?(_ object: [String: Any]) {
        guard let geometry = object["geometry"] as? [String: Any], let type = geometry["type"] as? String else {
            return nil
        }
        let properties = object["properties"] as? [String: Any] ?? [:]
        name = properties["name"] as? String ?? ""
        force = properties["force"] as? String
        population = (properties["pop"] as? NSNumber)?.doubleValue ?? 0
        if let longitude = (properties["lon"] as? NSNumber)?.doubleValue,
            let latitude = (properties["lat"] as? NSNumber)?.doubleValue
        {
            label = GeoPoint(latitude: latitude, longitude: longitude)
        }
        paths = []
        switch type {
        case "Point": label = Self.point(geometry["coordinates"] as Any)
        case "LineString": paths = [Self.line(geometry["coordinates"] as Any)]
        case "Polygon", "MultiLineString": paths = Self.lines(geometry["coordinates"] as Any)
        case "MultiPolygon":
            paths = (geometry["coordinates"] as? [Any] ?? []).flatMap { Self.lines($0) }
        default: return nil
        }
    }

    private static func lines(_ object: Any) -> [[GeoPoint]] {
        (object as? [Any] ?? []).map { line($0) }.filter { $0.count > 1 }
    }

    private static func line(_ object: Any) -> [GeoPoint] { (object as? [Any] ?? []).compactMap { point($0) } }

    private static func point(_ object: Any) -> GeoPoint? {
        guard let pair = object as? [NSNumber], pair.count >= 2 else { return nil }
        return GeoPoint(latitude: pair[1].doubleValue, longitude: pair[0].doubleValue)
    }
}
