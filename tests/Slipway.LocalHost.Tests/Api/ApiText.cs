using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Slipway.LocalHost.Tests.Api;

/// <summary>Writes the public and protected API of a type in the listings' format, a line a type or member.</summary>
internal static class ApiText
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Lines(Type type)
    {
        if (type.IsSubclassOf(typeof(MulticastDelegate)))
        {
            var invoke = type.GetMethod("Invoke")!;
            return [$"{TypeText.Definition(type)}({Parameters(invoke)}) : {Return(invoke)} -- {Access(type)} delegate{Obsolete(type)}"];
        }

        return [TypeLine(type), .. type.IsEnum ? EnumLines(type) : MemberLines(type)];
    }

    /// <summary>Whether code outside the assembly sees the type.</summary>
    public static bool IsVisible(Type type)
        => type.IsPublic || ((type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsVisible(type.DeclaringType!));

    private static IEnumerable<string> EnumLines(Type type)
        => type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field =>
            $"{TypeText.Definition(type)}.{field.Name} = {field.GetRawConstantValue()} -- enum member{Obsolete(field)}");

    private static IEnumerable<string> MemberLines(Type type)
    {
        var name = TypeText.Definition(type);
        foreach (var constructor in type.GetConstructors(Declared).Where(Visible))
        {
            if (!constructor.IsStatic)
            {
                yield return $"{name}..ctor({Parameters(constructor)}) -- {Access(constructor)} constructor{Obsolete(constructor)}";
            }
        }

        foreach (var field in type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly))
        {
            yield return FieldLine(name, field);
        }

        foreach (var property in type.GetProperties(Declared).Where(property => Accessors(property).Any()))
        {
            yield return PropertyLine(name, property);
        }

        foreach (var method in type.GetMethods(Declared).Where(method => Visible(method) && IsOrdinary(method)))
        {
            yield return MethodLine(name, method);
        }
    }

    private static string TypeLine(Type type)
    {
        var text = $"{TypeText.Definition(type)}{Constraints(type.GetGenericArguments())} -- {Access(type)} {Kind(type)}";
        if (type.IsEnum)
        {
            return $"{text}; underlying {TypeText.Of(Enum.GetUnderlyingType(type))}{Obsolete(type)}";
        }

        if (type.IsClass && type.BaseType is { } parent && parent != typeof(object))
        {
            text += $"; base {TypeText.Of(parent)}";
        }

        var interfaces = type.GetInterfaces().Select(TypeText.Of).Order(StringComparer.Ordinal).ToList();
        return text + (interfaces.Count == 0 ? string.Empty : $"; implements {string.Join(", ", interfaces)}") + Obsolete(type);
    }

    private static string Kind(Type type)
    {
        if (type.IsEnum || type.IsInterface)
        {
            return type.IsEnum ? "enum" : "interface";
        }

        if (type.IsValueType)
        {
            var readOnly = type.IsDefined(typeof(IsReadOnlyAttribute), inherit: false) ? "readonly " : string.Empty;
            return readOnly + (type.GetMethod("PrintMembers", Declared) is null ? "struct" : "record struct");
        }

        var modifier = (type.IsAbstract, type.IsSealed) switch
        {
            (true, true) => "static ",
            (true, false) => "abstract ",
            (false, true) => "sealed ",
            _ => string.Empty,
        };
        return modifier + (type.GetMethod("<Clone>$", Declared) is null ? "class" : "record class");
    }

    private static string FieldLine(string name, FieldInfo field)
    {
        var access = field.IsPublic ? "public" : field.IsFamily ? "protected" : "protected internal";
        var modifier = field.IsLiteral
            ? "const "
            : (field.IsStatic ? "static " : string.Empty) + (field.IsInitOnly ? "readonly " : string.Empty);
        var value = field.IsLiteral ? $" = {Literal(field.GetRawConstantValue(), field.FieldType)}" : string.Empty;
        return $"{name}.{field.Name}{value} : {TypeText.Of(field.FieldType, field, field)} -- {access} {modifier}field{Obsolete(field)}";
    }

    private static string PropertyLine(string name, PropertyInfo property)
    {
        var accessors = Accessors(property).ToList();
        var widest = accessors.FirstOrDefault(accessor => accessor.IsPublic) ?? accessors[0];
        var text = string.Join(
            " ", accessors.Select(accessor => accessor == property.GetMethod ? "get;" : IsInit(accessor) ? "init;" : "set;"));
        return $"{name}.{property.Name} {{ {text} }} : {TypeText.Of(property.PropertyType, property, property)}"
            + $" -- {Access(widest)} {Modifier(widest)}property{Obsolete(property)}";
    }

    private static string MethodLine(string name, MethodInfo method)
    {
        var arguments = method.IsGenericMethod ? method.GetGenericArguments() : [];
        var generic = arguments.Length > 0 ? $"<{string.Join(", ", arguments.Select(argument => argument.Name))}>" : string.Empty;
        var extension = method.IsDefined(typeof(ExtensionAttribute), inherit: false) ? " (extension)" : string.Empty;
        return $"{name}.{method.Name}{generic}({Parameters(method)}){Constraints(arguments)}"
            + $" : {Return(method)} -- {Access(method)} {Modifier(method)}method{extension}{Obsolete(method)}";
    }

    private static string Return(MethodInfo method) => TypeText.Of(method.ReturnType, method.ReturnParameter, method);

    private static string Parameters(MethodBase method)
    {
        var extension = method.IsDefined(typeof(ExtensionAttribute), inherit: false);
        return string.Join(
            ", ", method.GetParameters().Select(parameter => Parameter(parameter, method, extension && parameter.Position == 0)));
    }

    private static string Parameter(ParameterInfo parameter, MethodBase method, bool isThis)
    {
        var modifier = parameter.IsOut ? "out "
            : parameter.IsDefined(typeof(ParamArrayAttribute), inherit: false) ? "params "
            : parameter.ParameterType.IsByRef ? (parameter.IsIn ? "in " : "ref ")
            : isThis ? "this " : string.Empty;
        var text = $"{modifier}{TypeText.Of(parameter.ParameterType, parameter, method)} {parameter.Name}";
        return parameter.HasDefaultValue ? $"{text} = {Literal(parameter.DefaultValue, parameter.ParameterType)}" : text;
    }

    private static string Literal(object? value, Type type)
        => value switch
        {
            null => type.IsValueType && Nullable.GetUnderlyingType(type) is null ? "default" : "null",
            string text => $"\"{text}\"",
            Enum member => $"{TypeText.Of(type)}.{member}",
            bool truth => truth ? "true" : "false",
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString()!,
        };

    private static string Constraints(IEnumerable<Type> parameters)
    {
        var text = string.Empty;
        foreach (var parameter in parameters.Where(parameter => parameter.IsGenericParameter))
        {
            var attributes = parameter.GenericParameterAttributes;
            var list = new List<string>();
            if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
            {
                list.Add("class");
            }

            if (attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint))
            {
                list.Add("struct");
            }

            list.AddRange(parameter.GetGenericParameterConstraints().Where(type => type != typeof(ValueType)).Select(TypeText.Of));
            if (attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !list.Contains("struct"))
            {
                list.Add("new()");
            }

            text += list.Count == 0 ? string.Empty : $" where {parameter.Name} : {string.Join(", ", list)}";
        }

        return text;
    }

    private static string Modifier(MethodBase method)
    {
        if (method.IsStatic)
        {
            return "static ";
        }

        var overrides = method is MethodInfo info && info.GetBaseDefinition() != info;
        return (method.IsAbstract, method.IsVirtual, method.IsFinal, overrides) switch
        {
            (true, _, _, true) => "abstract override ",
            (true, _, _, false) => "abstract ",
            (_, _, true, true) => "sealed override ",
            (_, _, _, true) => "override ",
            (_, true, false, _) => "virtual ",
            _ => string.Empty,
        };
    }

    private static bool IsOrdinary(MethodInfo method)
        => method.Name != "<Clone>$" && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal));

    private static IEnumerable<MethodInfo> Accessors(PropertyInfo property)
        => new[] { property.GetMethod, property.SetMethod }.OfType<MethodInfo>().Where(Visible);

    private static bool IsInit(MethodInfo setter)
        => setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static bool Visible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Access(MethodBase method) => method.IsPublic ? "public" : method.IsFamily ? "protected" : "protected internal";

    private static string Access(Type type)
        => type.IsNestedFamily ? "protected" : type.IsNestedFamORAssem ? "protected internal" : "public";

    private static string Obsolete(MemberInfo member)
        => member.IsDefined(typeof(ObsoleteAttribute), inherit: false) ? "; obsolete" : string.Empty;
}
