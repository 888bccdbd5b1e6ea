"""Underscore names belong to their cell: _x at the top level of cell 7 becomes _cell_7_x, in its syntax tree.

marimo's rule.  A name is local if it is "__" or begins with one underscore but not with two.  Only names that
resolve to the top level change; a local variable _x of a function stays.  What an import without `as` binds keeps
its name, since `from m import _b` can not be renamed, but it is removed after the run like the others.

Imported only when a cell has such names.  The tree comes from compile(); the module `ast` is not needed.
"""

import _ast

_FUNCTIONS = (_ast.FunctionDef, _ast.AsyncFunctionDef)
_COMPREHENSIONS = (_ast.ListComp, _ast.SetComp, _ast.DictComp, _ast.GeneratorExp)

# Fields that are visited before the others, because Python evaluates them first.
_EARLY = {
    _ast.Assign: ("value",),
    _ast.AugAssign: ("value",),
    _ast.AnnAssign: ("annotation", "value"),
    _ast.NamedExpr: ("value",),
    _ast.For: ("iter",),
    _ast.AsyncFor: ("iter",),
}

# Nodes that bind a name which they hold as a plain string.
_NAMED = {_ast.ExceptHandler: "name"}
for _kind, _field in (("MatchAs", "name"), ("MatchStar", "name"), ("MatchMapping", "rest")):
    if hasattr(_ast, _kind):
        _NAMED[getattr(_ast, _kind)] = _field


def is_local(name):
    return name == "__" or (name[:1] == "_" and name[:2] != "__")


def mangle(tree, cell):
    """Renames in place; the names to delete after the run, and those to keep because something closes over them."""
    mangler = _Mangler("_cell_%d" % cell)
    module = _Scope("module")
    _bind(tree.body, module)
    mangler.module = module
    mangler.scopes.append(module)
    mangler.visit_all(tree.body)
    names = {mangler.top_level(name) for name in module.bound if is_local(name)} | mangler.declared_global
    return sorted(names - mangler.closed_over), sorted(names & mangler.closed_over)


class _Scope:
    def __init__(self, kind):
        self.kind = kind
        self.bound = set()
        self.renamable = set()  # what something else than a plain import binds
        self.outer = set()  # global and nonlocal here
        self.globals = set()

    def bind(self, name, renamable=True):
        self.bound.add(name)
        if renamable:
            self.renamable.add(name)


def _children(node, skip=()):
    for field in node._fields:
        if field in skip:
            continue
        value = getattr(node, field, None)
        if isinstance(value, list):
            for item in value:
                if isinstance(item, _ast.AST):
                    yield item
        elif isinstance(value, _ast.AST):
            yield value


def _bind(nodes, scope, in_comprehension=False):
    """Notes the names that these nodes bind in `scope` itself."""
    for node in nodes:
        kind = type(node)
        if kind is _ast.Name:
            if not in_comprehension and not isinstance(node.ctx, _ast.Load):
                scope.bind(node.id)
        elif kind is _ast.NamedExpr:
            scope.bind(node.target.id)
            _bind([node.value], scope, in_comprehension)
        elif kind in _FUNCTIONS or kind is _ast.ClassDef:
            scope.bind(node.name)
            _bind(_around(node), scope, in_comprehension)
        elif kind is _ast.Lambda:
            _bind(_defaults(node.args), scope, in_comprehension)
        elif kind in _COMPREHENSIONS:
            _bind(_children(node), scope, True)
        elif kind in (_ast.Import, _ast.ImportFrom):
            for alias in node.names:
                scope.bind(alias.asname or alias.name.split(".")[0], renamable=bool(alias.asname))
        elif kind is _ast.Global:
            scope.globals.update(node.names)
        elif kind is _ast.Nonlocal:
            scope.outer.update(node.names)
        else:
            name = getattr(node, _NAMED[kind], None) if kind in _NAMED else None
            if name:
                scope.bind(name)
            _bind(_children(node), scope, in_comprehension)


def _defaults(arguments):
    return [node for node in arguments.defaults + arguments.kw_defaults if node is not None]


def _parameters(arguments):
    plain = getattr(arguments, "posonlyargs", []) + arguments.args + arguments.kwonlyargs
    return plain + [node for node in (arguments.vararg, arguments.kwarg) if node is not None]


def _around(node):
    """What a def or class statement evaluates in the scope where it stands, but for its type parameters' sake."""
    if isinstance(node, _ast.ClassDef):
        return node.decorator_list + node.bases + node.keywords
    annotations = [parameter.annotation for parameter in _parameters(node.args)] + [node.returns]
    return node.decorator_list + _defaults(node.args) + [each for each in annotations if each is not None]


class _Mangler:
    def __init__(self, prefix):
        self.prefix = prefix
        self.module = None
        self.scopes = []
        self.defined = set()  # top-level names that a statement so far has bound
        self.declared_global = set()
        self.closed_over = set()
        self.closures = 0  # how many functions, lambdas and classes are we in?

    def top_level(self, name):
        """The name that stands for the top-level name `name`."""
        if is_local(name) and (name not in self.module.bound or name in self.module.renamable):
            return self.prefix + name
        return name

    def resolve(self, name):
        """What `name` is called here."""
        if not is_local(name):
            return name
        for scope in reversed(self.scopes):
            if scope.kind == "module" or name in scope.globals:
                return self.top_level(name)
            if scope.kind == "class" and scope is not self.scopes[-1]:
                continue
            if name in scope.bound and name not in scope.outer:
                return name
        return name

    def visit_all(self, nodes):
        for node in nodes:
            if node is not None:
                self.visit(node)

    def visit(self, node):
        kind = type(node)
        if kind is _ast.Name:
            node.id = self.use(node.id, not isinstance(node.ctx, _ast.Load))
        elif kind in _FUNCTIONS or kind is _ast.ClassDef:
            self.visit_definition(node)
        elif kind is _ast.Lambda:
            self.visit_all(_defaults(node.args))
            self.visit_body([node.body], "function", node.args)
        elif kind in _COMPREHENSIONS:
            self.visit_comprehension(node)
        elif kind in (_ast.Import, _ast.ImportFrom):
            for alias in node.names:
                if alias.asname:
                    alias.asname = self.use(alias.asname, True)
                else:
                    self.use(alias.name.split(".")[0], True)
        elif kind is _ast.Global:
            node.names = [self.top_level(name) for name in node.names]
            self.declared_global.update(name for name in node.names if is_local(name))
        else:
            early = _EARLY.get(kind, ())
            self.visit_all(getattr(node, field, None) for field in early)
            if kind in _NAMED and getattr(node, _NAMED[kind], None):
                setattr(node, _NAMED[kind], self.use(getattr(node, _NAMED[kind]), True))
            self.visit_all(_children(node, early))

    def use(self, name, binds):
        resolved = self.resolve(name)
        if is_local(name):
            if self.closures and resolved in self.defined:
                self.closed_over.add(resolved)
            if binds and (resolved != name or len(self.scopes) == 1):
                self.defined.add(resolved)
        return resolved

    def visit_definition(self, node):
        parameters = getattr(node, "type_params", [])
        if parameters:
            scope = _Scope("function")
            for parameter in parameters:
                scope.bind(parameter.name)
            self.scopes.append(scope)
        if isinstance(node, _ast.ClassDef):
            self.closures += 1
            self.visit_all(_around(node))
            self.closures -= 1
            self.visit_body(node.body, "class")
        else:
            self.visit_all(_around(node))
            self.visit_body(node.body, "function", node.args)
        if parameters:
            self.scopes.pop()
        node.name = self.use(node.name, True)

    def visit_body(self, body, kind, arguments=None):
        scope = _Scope(kind)
        if arguments is not None:
            for parameter in _parameters(arguments):
                scope.bind(parameter.arg)
        _bind(body, scope)
        self.scopes.append(scope)
        self.closures += 1
        self.visit_all(body)
        self.closures -= 1
        self.scopes.pop()

    def visit_comprehension(self, node):
        first = node.generators[0]
        self.visit(first.iter)
        scope = _Scope("function")
        for generator in node.generators:
            _bind([generator.target], scope)
        self.scopes.append(scope)
        for generator in node.generators:
            if generator is not first:
                self.visit(generator.iter)
            self.visit(generator.target)
            self.visit_all(generator.ifs)
        self.visit_all(_children(node, ("generators",)))
        self.scopes.pop()
